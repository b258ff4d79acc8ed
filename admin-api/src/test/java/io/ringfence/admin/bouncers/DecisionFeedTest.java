package io.ringfence.admin.bouncers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.admin.Blocked;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DecisionFeedTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final Instant IN_AN_HOUR = NOW.plusSeconds(3_600);

  private final DecisionFeed feed = new DecisionFeed(1_000);

  @Test
  void tellsWhatStartedAndEnded_sinceAPosition() {
    var one = block("192.0.2.1", IN_AN_HOUR);
    long position = feed.position();
    block("192.0.2.2", IN_AN_HOUR);
    feed.take("192.0.2.1", Blocked.released(one), NOW);

    var changes = feed.since(position);

    assertThat(values(changes.started())).containsExactly("192.0.2.2");
    assertThat(values(changes.ended())).containsExactly("192.0.2.1");
    assertThat(changes.complete()).isTrue();
    assertThat(feed.since(changes.position()).started()).isEmpty();
    assertThat(feed.since(changes.position()).ended()).isEmpty();
    assertThat(values(feed.all())).containsExactly("192.0.2.2");
  }

  @Test
  void tellsThatABanHasExpired_withoutBeingTold() {
    block("192.0.2.1", NOW.plusSeconds(10));
    long position = feed.position();

    feed.expire(NOW.plusSeconds(10));

    assertThat(values(feed.since(position).ended())).containsExactly("192.0.2.1");
    assertThat(feed.all()).isEmpty();
  }

  @Test
  void neverEndsWhatIsBannedAgain() {
    var first = block("192.0.2.1", IN_AN_HOUR);
    long position = feed.position();
    feed.take("192.0.2.1", Blocked.released(first), NOW);
    block("192.0.2.1", IN_AN_HOUR);

    var changes = feed.since(position);

    assertThat(changes.ended()).isEmpty();
    assertThat(values(changes.started())).containsExactly("192.0.2.1");
  }

  @Test
  void tellsAgainWhatWasProlonged_whenItsFirstEndHasCome() {
    block("192.0.2.1", NOW.plusSeconds(10));
    block("192.0.2.1", IN_AN_HOUR);
    long position = feed.position();
    assertThat(feed.since(position).started()).isEmpty();

    feed.expire(NOW.plusSeconds(11));

    assertThat(values(feed.since(position).started())).containsExactly("192.0.2.1");
    assertThat(feed.since(position).ended()).isEmpty();
  }

  @Test
  void tellsOneWithoutEnd_nowAndThen() {
    block("192.0.2.1", null);
    long position = feed.position();

    feed.expire(NOW.plus(Duration.ofDays(21)));

    assertThat(values(feed.since(position).started())).containsExactly("192.0.2.1");
  }

  @Test
  void ofTheSameValueTheLongestCounts() {
    block("192.0.2.1", NOW.plusSeconds(10));
    var longer = block("192.0.2.1/32", IN_AN_HOUR);
    long position = feed.position();

    assertThat(feed.all()).hasSize(1);
    assertThat(feed.all().getFirst().end()).isEqualTo(IN_AN_HOUR);
    feed.take("192.0.2.1/32", Blocked.released(longer), NOW);
    assertThat(feed.since(position).ended()).isEmpty();
    assertThat(feed.all().getFirst().end()).isEqualTo(NOW.plusSeconds(10));
  }

  @Test
  void leavesTheTrustedOut_alsoOfPrefixes_andTakesThemInWhenTheyAreNotAnyMore() {
    block("192.0.2.1", IN_AN_HOUR);
    block("198.51.100.0/30", IN_AN_HOUR);
    long position = feed.position();

    feed.trust(IpRangeSet.of(List.of(IpRange.parse("192.0.2.1"), IpRange.parse("198.51.100.1"))));

    assertThat(values(feed.all())).containsExactlyInAnyOrder("198.51.100.0", "198.51.100.2/31");
    assertThat(values(feed.since(position).ended()))
        .containsExactlyInAnyOrder("192.0.2.1", "198.51.100.0/30");
    position = feed.position();
    feed.trust(IpRangeSet.EMPTY);
    assertThat(values(feed.since(position).started()))
        .containsExactlyInAnyOrder("192.0.2.1", "198.51.100.0/30");
  }

  @Test
  void findsWhatBansAnAddress() {
    block("192.0.2.1", IN_AN_HOUR);
    block("192.0.2.0/24", IN_AN_HOUR);
    block("2001:db8::/64", IN_AN_HOUR);

    assertThat(values(feed.about(IpAddress.parse("192.0.2.1"))))
        .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.0/24");
    assertThat(values(feed.about(IpAddress.parse("2001:db8::9")))).containsExactly("2001:db8::/64");
    assertThat(feed.about(IpAddress.parse("198.51.100.1"))).isEmpty();
  }

  @Test
  void knowsNoBanOfABlockOnAnAccount() {
    block("192.0.2.1 100", IN_AN_HOUR);
    block("account 100", null);

    assertThat(feed.all()).isEmpty();
  }

  @Test
  void saysSo_whenItHasForgottenWhatEnded() {
    var small = new DecisionFeed(1);
    for (String target : List.of("192.0.2.1", "192.0.2.2")) {
      var decision = Blocked.until(IN_AN_HOUR, target, Service.SIP);
      small.take(target, decision, NOW);
      small.take(target, null, NOW);
    }

    assertThat(small.since(0).complete()).isFalse();
    assertThat(small.since(small.position()).complete()).isTrue();
  }

  @Test
  void keepsABouncerThatPullsNowAndThen_equalToWhatIsInForce() {
    long seed = System.nanoTime();
    var chance = new Random(seed);
    var targets =
        List.of("192.0.2.1", "192.0.2.2", "192.0.2.0/24", "192.0.2.1/32", "2001:db8::/64");
    var trusted = List.of("192.0.2.1", "192.0.2.128/25", "2001:db8::7");
    Map<String, BlockDecision> last = new HashMap<>();
    Set<String> bouncer = new HashSet<>();
    long position = 0;
    var now = NOW;
    for (int step = 0; step < 3_000; step++) {
      now = now.plusSeconds(chance.nextInt(5));
      String target = targets.get(chance.nextInt(targets.size()));
      switch (chance.nextInt(4)) {
        case 0 -> {
          var end = chance.nextInt(4) == 0 ? null : now.plusSeconds(1 + chance.nextInt(60));
          last.put(target, Blocked.until(end, target, Service.SIP));
          feed.take(target, last.get(target), now);
        }
        case 1 -> feed.take(target, null, now);
        case 2 ->
            feed.trust(
                IpRangeSet.of(
                    trusted.stream()
                        .filter(_ -> chance.nextBoolean())
                        .map(IpRange::parse)
                        .toList()));
        default -> {
          feed.expire(now);
          var changes = feed.since(position);
          values(changes.ended()).forEach(bouncer::remove);
          bouncer.addAll(values(changes.started()));
          position = changes.position();
          assertThat(bouncer).as("seed %d, step %d", seed, step).isEqualTo(values(feed.all()));
        }
      }
    }
  }

  @Test
  void hasAnIdForEachBan_thatStays() {
    var bans =
        List.of("192.0.2.1", "192.0.2.2", "2001:db8::/64").stream()
            .map(target -> Blocked.until(null, target, Service.SIP, Service.WEB))
            .map(DecisionFeedTest::ban)
            .toList();

    assertThat(bans.stream().map(Ban::id).distinct()).hasSize(3);
    assertThat(bans).allSatisfy(ban -> assertThat(ban.id()).isBetween(1L, (1L << 53) - 1));
    assertThat(ban(bans.getFirst().block()).id()).isEqualTo(bans.getFirst().id());
    assertThat(bans.getFirst().scenario()).isEqualTo("ringfence/password-guessing/sip+web");
    assertThat(bans.getLast().scope()).isEqualTo(Ban.Scope.RANGE);
  }

  private BlockDecision block(String target, Instant until) {
    var decision = Blocked.until(until, target, Service.SIP);
    feed.take(target, decision, NOW);
    return decision;
  }

  private static Ban ban(BlockDecision block) {
    return Ban.of(block.target().value(), block, IpRangeSet.EMPTY).getFirst();
  }

  private static Set<String> values(List<Ban> bans) {
    return bans.stream().map(Ban::value).collect(Collectors.toCollection(TreeSet::new));
  }
}
