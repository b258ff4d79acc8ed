package io.ringfence.firewall.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Another network namespace floods this one over a pair of virtual interfaces, so that most of
/// what a packet costs is the sender's processor time; the rest is that of the kernel's threads for
/// received packets.
///
/// @param program the compiled one
/// @param peer the namespace that it runs in
/// @param sources how many it sends from
record Flood(Path program, String peer, int sources) {

  /// The first of the sources that `deploy/bench/flood.c` sends from.
  static final int FIRST = 0xc612_0000;

  static final String INTERFACE = "flood0";
  private static final String SECONDS = "1";
  private static final Path MAC = Path.of("/sys/class/net/flood1/address");

  /// Processor time of a packet, in nanoseconds.
  long packet() throws IOException, InterruptedException {
    long before = receiving();
    String[] said =
        call(
                "ip",
                "netns",
                "exec",
                peer,
                program.toString(),
                INTERFACE,
                Files.readString(MAC).strip(),
                SECONDS,
                Integer.toString(sources))
            .strip()
            .split(" ", -1);
    return (Long.parseLong(said[1]) + receiving() - before) / Long.parseLong(said[0]);
  }

  /// Processor time of the kernel's threads for received packets.
  private static long receiving() throws IOException {
    long sum = 0;
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (var process : processes.filter(Flood::isReceiver).toList()) {
        String stat = Files.readString(process.resolve("schedstat"));
        sum += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
      }
    }
    return sum;
  }

  private static boolean isReceiver(Path process) {
    try {
      return process.getFileName().toString().matches("\\d+")
          && Files.readString(process.resolve("comm")).startsWith("ksoftirqd/");
    } catch (IOException e) {
      return false;
    }
  }

  /// Has the sender's namespace do something with its own rules.
  void there(String command) throws IOException, InterruptedException {
    call("ip", "netns", "exec", peer, "nft", command);
  }

  private static String call(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
    return said;
  }
}
