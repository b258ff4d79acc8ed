package io.ringfence.contracts.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpRangeSetTest {

  @Test
  void joinsWhatOverlapsOrTouches_andKeepsFamiliesApart() {
    var set =
        IpRangeSet.of(
            List.of(
                IpRange.parse("192.0.2.128/25"),
                IpRange.parse("192.0.2.0-192.0.2.127"),
                IpRange.parse("192.0.2.10"),
                IpRange.parse("::/127"),
                IpRange.parse("198.51.100.1")));
    assertThat(set.ranges(false)).hasToString("[192.0.2.0-192.0.2.255, 198.51.100.1]");
    assertThat(set.ranges(true)).hasToString("[::-::1]");
  }

  @Test
  void joinsUpToTheLastAddress() {
    var set =
        IpRangeSet.of(
            List.of(
                IpRange.parse("0.0.0.0/0"),
                IpRange.parse("255.255.255.255"),
                IpRange.parse("::/0"),
                IpRange.parse("ffff::/16")));
    assertThat(set.ranges(false)).hasSize(1);
    assertThat(set.ranges(true)).hasSize(1);
  }

  @Test
  void refusesARangeThatIsNone() {
    assertThatThrownBy(() -> IpRange.parse("192.0.2.9-192.0.2.1"))
        .hasMessageContaining("ends before it starts");
    assertThatThrownBy(() -> IpRange.parse("192.0.2.9-::1"))
        .hasMessageContaining("one address family");
  }

  @Test
  void containsWhatANaiveSetContains() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      var ranges = new ArrayList<IpRange>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        ranges.add(randomRange(random));
      }
      var set = IpRangeSet.of(ranges);
      for (int probe = 0; probe < 300; probe++) {
        var address = randomAddress(random, random.nextBoolean());
        assertThat(set.contains(address))
            .as("seed %d, %s in %s", seed, address, ranges)
            .isEqualTo(ranges.stream().anyMatch(range -> range.contains(address)));
      }
    }
  }

  private static IpRange randomRange(Random random) {
    boolean v6 = random.nextBoolean();
    var one = randomAddress(random, v6);
    var other = randomAddress(random, v6);
    return one.compareTo(other) <= 0 ? new IpRange(one, other) : new IpRange(other, one);
  }

  /// From a small space, so that ranges overlap and touch.
  private static IpAddress randomAddress(Random random, boolean v6) {
    return IpAddress.parse((v6 ? "2001:db8::" : "192.0.2.") + random.nextInt(v6 ? 99 : 60));
  }
}
