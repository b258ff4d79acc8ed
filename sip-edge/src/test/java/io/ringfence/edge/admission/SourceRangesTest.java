package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SourceRangesTest {

  @Test
  void holdsWhatTheSetHolds() {
    long seed = Long.getLong("ringfence.test.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      var ranges = new ArrayList<IpRange>();
      for (int i = 0; i < random.nextInt(12); i++) {
        var address = address(random);
        ranges.add(IpPrefix.of(address, address.bits() - random.nextInt(9)).toRange());
      }
      var set = IpRangeSet.of(ranges);
      var words = SourceRanges.of(set);
      for (int i = 0; i < 100; i++) {
        var address = address(random);
        assertThat(words.contains(address.v6(), address.high(), address.low()))
            .as("seed %d, %s in %s", seed, address, set)
            .isEqualTo(set.contains(address));
      }
    }
  }

  private static IpAddress address(SplittableRandom random) {
    return random.nextBoolean()
        ? IpAddress.ofV4(0xfffff000 | random.nextInt(4_096))
        : new IpAddress(
            true, 0xfd00L << 48, random.nextInt(2) * Long.MIN_VALUE | random.nextInt(4_096));
  }
}
