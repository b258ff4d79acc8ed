package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Counts the words of the tables, which are all of the memory but for a few objects;
/// [BlocksBenchmark] measures the heap itself.
class BlocksMemoryTest {

  private static final long MIB = 1L << 20;

  @Test
  void millionAddressesAndAHundredThousandPrefixes_take150MebibytesAtMost() {
    var blocks = Population.of(1_000_000, 100_000, 1);

    assertThat(blocks.addresses()).isEqualTo(1_000_000);
    assertThat(blocks.prefixes()).isEqualTo(100_000);
    assertThat(blocks.bytes()).isLessThan(150 * MIB);
  }

  @Test
  void noBlocksAtAll_takeLittle() {
    assertThat(new Blocks().bytes()).isLessThan(4 * MIB);
  }
}
