package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringfence.edge.uas.Mutation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Plays the inputs that are kept of the fuzzer, and mutations of each, without the fuzzer itself.
/// `./ringfence fuzz` looks for more.
class FuzzCorpusTest {

  private static final int MUTATIONS = 25;

  /// What playing an input may allocate: the fixtures, and so much for each octet. A parser that
  /// were quadratic would take far more.
  private static final long FIXTURE_BYTES = 24L << 20;

  private static final long BYTES_AN_OCTET = 4_096;

  @ParameterizedTest
  @EnumSource
  void holds_ofEveryInputThatIsKept_andOfItsNeighbours(FuzzTarget target) throws IOException {
    long seed = Long.getLong("ringfence.test.seed", 20_261_122L);
    var random = new SplittableRandom(seed);
    assertThat(target.inputs()).as("inputs in %s", target.corpus()).hasSizeGreaterThan(2);

    for (Path file : target.inputs()) {
      byte[] input = Files.readAllBytes(file);
      play(target, input, file + "");
      for (int i = 0; i < MUTATIONS; i++) {
        play(target, Mutation.of(input, random), "seed " + seed + ", mutation of " + file);
      }
    }
  }

  private static void play(FuzzTarget target, byte[] input, String of) {
    var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    try {
      target.play(input);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "%s: %s\nin hex: %s"
              .formatted(
                  of,
                  new String(input, StandardCharsets.ISO_8859_1),
                  HexFormat.of().formatHex(input)),
          e);
    }
    assertThat(thread.getCurrentThreadAllocatedBytes() - before)
        .as("octets allocated by an input of %d, %s", input.length, of)
        .isLessThan(FIXTURE_BYTES + BYTES_AN_OCTET * input.length);
  }
}
