package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KnownLoginsTest {

  private static final IpAddress OFFICE = IpAddress.parse("192.0.2.1");

  private final KnownLogins known = new KnownLogins(1_024, Duration.ofSeconds(1), 7);

  private Neighbourhood neighbourhood(String account, long now) {
    return known.neighbourhood(account, OFFICE, now);
  }

  @Test
  void whoIsAlone_staysAlone_howeverOftenItLogsIn() {
    assertThat(neighbourhood("100", 1)).isEqualTo(Neighbourhood.ALONE);
    for (int i = 1; i < 10; i++) {
      known.seen("100", OFFICE, i);
    }

    assertThat(neighbourhood("100", 10)).isEqualTo(Neighbourhood.ALONE);
    assertThat(neighbourhood("101", 10)).isEqualTo(Neighbourhood.SHARED_BY_OTHERS);
    assertThat(neighbourhood("101", 2_000)).isEqualTo(Neighbourhood.ALONE);
  }

  @Test
  void addressesOfAnIpv6Network_areOneSource() {
    known.seen("100", IpAddress.parse("2001:db8::1"), 1);

    assertThat(known.neighbourhood("101", IpAddress.parse("2001:db8::2"), 2))
        .isEqualTo(Neighbourhood.SHARED_BY_OTHERS);
    assertThat(known.neighbourhood("101", IpAddress.parse("2001:db8:0:1::2"), 2))
        .isEqualTo(Neighbourhood.ALONE);
  }

  @Test
  void saysWhatAModelSaysThatForgetsNothing() {
    long seed = Long.getLong("ringfence.test.seed", 20_260_103L);
    var random = new SplittableRandom(seed);
    var model = new HashMap<IpAddress, Map<String, Long>>();
    long now = 10_000;
    for (int step = 0; step < 20_000; step++) {
      now += random.nextInt(100);
      var source = IpAddress.ofV4(random.nextInt(20));
      String account = "1" + random.nextInt(4);
      var logins = model.computeIfAbsent(source, some -> new HashMap<>());
      long since = now - 1_000;
      boolean others =
          logins.entrySet().stream()
              .anyMatch(one -> !one.getKey().equals(account) && one.getValue() > since);
      boolean own = logins.getOrDefault(account, -1_000L) > since;
      assertThat(known.neighbourhood(account, source, now))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(
              others
                  ? own ? Neighbourhood.SHARED_WITH_OTHERS : Neighbourhood.SHARED_BY_OTHERS
                  : Neighbourhood.ALONE);
      if (random.nextInt(3) == 0) {
        known.seen(account, source, now);
        logins.put(account, now);
      }
    }
    assertThat(known.evicted()).isZero();
  }

  @Test
  void sourceThatWasQuietLongest_givesWay_andIsCounted() {
    for (int i = 0; i < 10_000; i++) {
      known.seen("100", IpAddress.ofV4(i), 1 + i / 100);
    }

    assertThat(known.evicted()).isPositive();
    assertThat(known.neighbourhood("101", IpAddress.ofV4(9_999), 101))
        .isEqualTo(Neighbourhood.SHARED_BY_OTHERS);
  }
}
