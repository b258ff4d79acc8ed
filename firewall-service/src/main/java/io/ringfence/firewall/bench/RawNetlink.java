package io.ringfence.firewall.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The program in C that speaks netlink and does nothing else, in the table of [Nft]: what the
/// kernel itself takes.
final class RawNetlink {

  private final Path program;

  /// @param program `deploy/bench/nftraw.c`, compiled
  RawNetlink(Path program) {
    this.program = program;
  }

  /// @param times of each transaction, in nanoseconds
  /// @param processor of all of them
  record Run(List<Long> times, long processor) {}

  Run single(int first, int transactions, int elements) throws IOException, InterruptedException {
    return run("s", first, transactions, elements, "single");
  }

  Run ranges(int first, int transactions) throws IOException, InterruptedException {
    return run("i", first, transactions, 1, "range");
  }

  private Run run(String set, int first, int transactions, int elements, String kind)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                program.toString(),
                "bench",
                set,
                Integer.toUnsignedString(first),
                Integer.toString(transactions),
                Integer.toString(elements),
                kind)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(Long::valueOf)
            .toList();
    if (process.waitFor() != 0 || lines.size() != transactions + 1) {
      throw new IOException(program + " has failed");
    }
    return new Run(lines.subList(0, transactions), lines.getLast());
  }
}
