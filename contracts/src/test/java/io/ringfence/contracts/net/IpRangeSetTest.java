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

  @Test
  void leavesOutWhatIsInAnother_asANaiveSetDoes() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var one = randomSet(random);
      var other = randomSet(random);
      var left = one.without(other);
      for (int probe = 0; probe < 200; probe++) {
        var address = randomAddress(random, random.nextBoolean());
        assertThat(left.contains(address))
            .as("seed %d, %s in %s without %s", seed, address, one, other)
            .isEqualTo(one.contains(address) && !other.contains(address));
      }
      assertThat(one.without(one).isEmpty()).isTrue();
      assertThat(one.without(IpRangeSet.ALL).isEmpty()).isTrue();
      assertThat(IpRangeSet.of(left.all())).as("seed %d", seed).isEqualTo(left);
    }
  }

  @Test
  void addsAndTakesAwayLikeANaiveSet() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      var some = randomSet(random);
      var others = randomSet(random);
      var and = some.and(others);
      var without = some.without(others);
      for (int probe = 0; probe < 300; probe++) {
        var address = randomAddress(random, random.nextBoolean());
        assertThat(and.contains(address))
            .as("seed %d, %s in %s and %s", seed, address, some, others)
            .isEqualTo(some.contains(address) || others.contains(address));
        assertThat(without.contains(address))
            .as("seed %d, %s in %s without %s", seed, address, some, others)
            .isEqualTo(some.contains(address) && !others.contains(address));
      }
    }
  }

  @Test
  void stepsOverIpv4MappedAddresses_whichAreIpv4s() {
    var below = IpRange.parse("::-::fffe:ffff:ffff");
    var above = IpRange.parse("::1:0:0:0-::1:0:0:9");

    assertThat(IpRangeSet.of(List.of(below, IpRange.parse("::5-::7"))).ranges(true))
        .containsExactly(below);
    assertThat(IpRangeSet.ALL.without(IpRangeSet.of(List.of(below, above))).ranges(true))
        .hasToString("[::1:0:0:a-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]");
    assertThat(IpRangeSet.ALL.without(IpRangeSet.of(List.of(above))).ranges(true))
        .first()
        .isEqualTo(below);
    assertThat(IpRangeSet.of(List.of(IpRange.parse("::ffff:192.0.2.0-192.0.2.9"))).ranges(false))
        .hasToString("[192.0.2.0-192.0.2.9]");
  }

  @Test
  void takesAwayUpToTheLastAddress() {
    var all = IpRangeSet.of(List.of(IpRange.parse("0.0.0.0/0"), IpRange.parse("::/0")));
    var ends = List.of(IpRange.parse("0.0.0.0"), IpRange.parse("255.255.255.255"));

    assertThat(all.without(all)).isEqualTo(IpRangeSet.EMPTY);
    assertThat(all.without(IpRangeSet.of(ends)).ranges(false))
        .hasToString("[0.0.0.1-255.255.255.254]");
    assertThat(all.without(IpRangeSet.EMPTY)).isEqualTo(all);
  }

  @Test
  void aRangeIsItsPrefixes() {
    assertThat(IpRange.parse("192.0.2.0/24").prefixes()).hasToString("[192.0.2.0/24]");
    assertThat(IpRange.parse("192.0.2.7").prefixes()).hasToString("[192.0.2.7/32]");
    assertThat(IpRange.parse("0.0.0.0/0").prefixes()).hasToString("[0.0.0.0/0]");
    assertThat(IpRange.parse("192.0.2.1-192.0.2.6").prefixes())
        .hasToString("[192.0.2.1/32, 192.0.2.2/31, 192.0.2.4/31, 192.0.2.6/32]");
    assertThat(IpRange.parse("2001:db8::-2001:db8::2").prefixes())
        .hasToString("[2001:db8::/127, 2001:db8::2/128]");
    assertThat(IpRange.parse("0.0.0.1-255.255.255.254").prefixes()).hasSize(62);
  }

  private static IpRangeSet randomSet(Random random) {
    var ranges = new ArrayList<IpRange>();
    for (int i = random.nextInt(8); i > 0; i--) {
      ranges.add(randomRange(random));
    }
    return IpRangeSet.of(ranges);
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
