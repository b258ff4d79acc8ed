package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/// Measures the heap that a million blocked addresses and a hundred thousand prefixes take, by
/// command only: its name is not one of a test's.
class BlocksHeap {

  private static final Logger LOG = Logger.getLogger(BlocksHeap.class);
  private static final long MIB = 1L << 20;

  private static long used() {
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void millionAddressesAndAHundredThousandPrefixes_take150MebibytesAtMost() {
    long before = used();
    var blocks = Population.of(1_000_000, 100_000, 1);
    long taken = used() - before;

    LOG.infof(
        "%d addresses and %d prefixes: %d MiB of heap, %d MiB in arrays",
        blocks.addresses(), blocks.prefixes(), taken / MIB, blocks.bytes() / MIB);
    assertThat(taken).isLessThan(150 * MIB);
    assertThat(blocks.addresses()).as("still held").isEqualTo(1_000_000);
  }
}
