package io.ringfence.edge.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.RuleSettings;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.Neighbourhood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FuseTest {

  private static final IpAddress SOURCE = IpAddress.parse("192.0.2.1");
  private static final GuardPolicy THREE_IN_TEN_SECONDS = policy(3);

  private final Fuse fuse = new Fuse(3);

  private static GuardPolicy policy(int attempts) {
    return new GuardPolicy(
        1, true, attempts, Duration.ofSeconds(10), Duration.ofHours(1), null, List.of());
  }

  private boolean isBlown(long at) {
    return fuse.isBlown(SOURCE, THREE_IN_TEN_SECONDS, at);
  }

  @Test
  void blows_atTheLimit_andMendsWhenTheFirstFailureHasLeftThePeriod() {
    fuse.failed(SOURCE, "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, 1_000);
    fuse.failed(SOURCE, "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, 2_000);
    assertThat(isBlown(2_000)).isFalse();

    assertThat(fuse.failed(SOURCE, "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, 3_000))
        .isEqualTo(3);

    assertThat(isBlown(3_000)).isTrue();
    assertThat(isBlown(10_999)).isTrue();
    assertThat(isBlown(11_000)).isFalse();
  }

  @Test
  void mends_whenForgiven_butOnlyUpToThatTime() {
    for (int i = 0; i < 3; i++) {
      fuse.failed(SOURCE, "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, i);
    }

    fuse.forgive(SOURCE, 1);

    assertThat(isBlown(2)).isFalse();
    fuse.failed(SOURCE, "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, 3);
    fuse.failed(SOURCE, "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, 4);
    assertThat(isBlown(4)).isTrue();
    fuse.forgive(SOURCE, 1);
    assertThat(isBlown(4)).isTrue();
    fuse.forgive(source -> true, 4);
    assertThat(isBlown(4)).isFalse();
    assertThat(fuse.size()).isZero();
  }

  @Test
  void failuresOfTheFuture_doNotCount() {
    for (int i = 0; i < 3; i++) {
      fuse.failed(SOURCE, "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, 3_600_000);
    }

    assertThat(isBlown(3_599_000)).isTrue();
    assertThat(isBlown(3_598_999)).isFalse();
    assertThat(fuse.failed(SOURCE, "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, 1_000))
        .isOne();
  }

  @Test
  void followsThePolicy_asItChanges() {
    for (int i = 0; i < 3; i++) {
      fuse.failed(SOURCE, "100", Neighbourhood.ALONE, policy(3), i);
    }
    assertThat(fuse.isBlown(SOURCE, policy(5), 3)).isFalse();

    assertThat(fuse.failed(SOURCE, "100", Neighbourhood.ALONE, policy(5), 4)).isEqualTo(4);
    assertThat(fuse.failed(SOURCE, "100", Neighbourhood.ALONE, policy(5), 5)).isEqualTo(5);

    assertThat(fuse.isBlown(SOURCE, policy(5), 6)).isTrue();
    assertThat(fuse.isBlown(SOURCE, policy(2), 6)).isTrue();
  }

  @Test
  void givesUpTheQuietestSource_atTheBound() {
    for (int i = 1; i <= 4; i++) {
      fuse.failed(IpAddress.ofV4(i), "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, i);
    }

    assertThat(fuse.size()).isEqualTo(3);
    assertThat(fuse.evicted()).isOne();
  }

  @Test
  void forgetsTheExpired_beforeItGivesUpAnybody() {
    for (int i = 1; i <= 3; i++) {
      fuse.failed(IpAddress.ofV4(i), "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, i);
    }
    fuse.failed(IpAddress.ofV4(4), "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, 60_000);

    assertThat(fuse.size()).isEqualTo(2);
    assertThat(fuse.evicted()).isZero();
  }

  @Test
  void countsAsANaiveModelDoes() {
    long seed = Long.getLong("ringfence.test.seed", 20_260_102L);
    var random = new SplittableRandom(seed);
    var large = new Fuse(1_000);
    var model = new HashMap<IpAddress, List<Long>>();
    long now = 0;
    for (int step = 0; step < 20_000; step++) {
      now += random.nextInt(900);
      long at = now;
      var source = IpAddress.ofV4(random.nextInt(5));
      var failures = model.computeIfAbsent(source, address -> new ArrayList<>());
      failures.removeIf(time -> time <= at - 10_000);
      boolean blown = failures.size() >= 3;
      assertThat(large.isBlown(source, THREE_IN_TEN_SECONDS, now))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(blown);
      if (!blown) {
        failures.add(now);
        assertThat(large.failed(source, "100", Neighbourhood.ALONE, THREE_IN_TEN_SECONDS, now))
            .isEqualTo(failures.size());
      }
    }
  }

  @Test
  void networkOfIpv6_countsAsOne_andIsForgivenWithAnyBlockInIt() {
    for (String target :
        List.of(
            "2001:db8::5", "2001:db8::/64", "2001:db8::/32", "2001:db8::/96", "2001:db8::5 1")) {
      for (int i = 0; i < 3; i++) {
        fuse.failed(
            IpAddress.parse("2001:db8::" + i),
            "100",
            Neighbourhood.ALONE,
            THREE_IN_TEN_SECONDS,
            1_000);
      }
      assertThat(fuse.isBlown(IpAddress.parse("2001:db8::9"), THREE_IN_TEN_SECONDS, 1_000))
          .isTrue();

      fuse.forgive(BlockTarget.ofKey("2001:db8:0:1::/64"), 1_000);
      fuse.forgive(BlockTarget.ofKey("account 1"), 1_000);
      assertThat(fuse.size()).isEqualTo(1);
      fuse.forgive(BlockTarget.ofKey(target), 1_000);

      assertThat(fuse.size()).as("after the end of %s", target).isZero();
    }
  }

  @Test
  void networkOfIpv6_mendsByItself_whenThePeriodIsOver() {
    for (int i = 0; i < 3; i++) {
      fuse.failed(
          IpAddress.parse("2001:db8::" + i),
          "100",
          Neighbourhood.ALONE,
          THREE_IN_TEN_SECONDS,
          1_000);
    }

    assertThat(fuse.isBlown(IpAddress.parse("2001:db8::9"), THREE_IN_TEN_SECONDS, 10_999)).isTrue();
    assertThat(fuse.isBlown(IpAddress.parse("2001:db8::9"), THREE_IN_TEN_SECONDS, 11_000))
        .isFalse();
  }

  private int failedAt(String account, Neighbourhood neighbourhood) {
    return fuse.failed(SOURCE, account, neighbourhood, THREE_IN_TEN_SECONDS, 1_000);
  }

  private boolean isBlownFor(String account) {
    return fuse.isBlown(SOURCE, account, THREE_IN_TEN_SECONDS, 1_000);
  }

  @Test
  void whileOthersUseTheSource_onlyTheAccountThatFailsIsStopped() {
    for (int i = 1; i <= 3; i++) {
      assertThat(failedAt("100", Neighbourhood.SHARED_WITH_OTHERS)).isEqualTo(i);
    }
    failedAt("101", Neighbourhood.SHARED_WITH_OTHERS);

    assertThat(isBlown(1_000)).isFalse();
    assertThat(fuse.concernsAccounts(SOURCE)).isTrue();
    assertThat(isBlownFor("100")).isTrue();
    assertThat(isBlownFor("101")).isFalse();
    assertThat(isBlownFor("102")).isFalse();
    assertThat(fuse.isBlown(SOURCE, "100", THREE_IN_TEN_SECONDS, 11_000)).isFalse();
    assertThat(left("100")).isZero();
    assertThat(left("101")).isEqualTo(2);
  }

  private int left(String account) {
    return fuse.left(
        SOURCE, account, Neighbourhood.SHARED_WITH_OTHERS, THREE_IN_TEN_SECONDS, 1_000);
  }

  @Test
  void forgivenAccount_isHeardAgain_andNoOther() {
    for (int i = 0; i < 3; i++) {
      failedAt("100", Neighbourhood.SHARED_WITH_OTHERS);
      failedAt("101", Neighbourhood.SHARED_WITH_OTHERS);
    }

    fuse.forgive(BlockTarget.ofKey("192.0.2.1 100"), 1_000);

    assertThat(isBlownFor("100")).isFalse();
    assertThat(isBlownFor("101")).isTrue();
    fuse.forgive(BlockTarget.ofKey("192.0.2.1"), 1_000);
    assertThat(fuse.concernsAccounts(SOURCE)).isFalse();
    assertThat(fuse.size()).isZero();
  }

  @Test
  void failuresThatSpreadOverAccountsOfNobodyThere_stopTheSource() {
    for (int i = 0; i < 9; i++) {
      failedAt("stranger" + i, Neighbourhood.SHARED_BY_OTHERS);
      failedAt("stranger" + i, Neighbourhood.SHARED_BY_OTHERS);
      failedAt("colleague" + i, Neighbourhood.SHARED_WITH_OTHERS);
    }
    assertThat(isBlown(1_000)).isFalse();

    failedAt("stranger9", Neighbourhood.SHARED_BY_OTHERS);

    assertThat(isBlown(1_000)).isTrue();
    var watching =
        THREE_IN_TEN_SECONDS.with(
            Rule.MANY_ACCOUNTS, new RuleSettings(RuleMode.WATCH, 10, Duration.ofDays(1)));
    assertThat(fuse.isBlown(SOURCE, watching, 1_000)).isFalse();
  }

  @Test
  void ruleThatOnlyWatches_stopsNobody() {
    var watching =
        THREE_IN_TEN_SECONDS.with(
            Rule.PASSWORD_GUESSING, new RuleSettings(RuleMode.WATCH, 3, Duration.ofSeconds(10)));
    for (int i = 0; i < 4; i++) {
      failedAt("100", Neighbourhood.ALONE);
      failedAt("101", Neighbourhood.SHARED_WITH_OTHERS);
    }

    assertThat(fuse.isBlown(SOURCE, watching, 1_000)).isFalse();
    assertThat(fuse.isBlown(SOURCE, "101", watching, 1_000)).isFalse();
    assertThat(isBlown(1_000)).isTrue();
  }

  @Test
  void accountsToldApartAtASource_areBounded() {
    for (int i = 0; i < 3; i++) {
      failedAt("first", Neighbourhood.SHARED_WITH_OTHERS);
    }
    for (int i = 0; i < 64; i++) {
      failedAt("x".repeat(1_000) + i, Neighbourhood.SHARED_WITH_OTHERS);
    }
    assertThat(isBlownFor("first")).as("long names that begin alike are one").isTrue();

    for (int i = 0; i < 64; i++) {
      failedAt("account" + i, Neighbourhood.SHARED_WITH_OTHERS);
    }

    assertThat(isBlownFor("first")).isFalse();
  }

  @Test
  void onlyGuessesCount() {
    assertThat(Arrays.stream(Reason.values()).filter(Fuse::counts))
        .containsExactly(Reason.BAD_CREDENTIALS, Reason.UNKNOWN_ACCOUNT, Reason.LOCKED_ACCOUNT);
  }
}
