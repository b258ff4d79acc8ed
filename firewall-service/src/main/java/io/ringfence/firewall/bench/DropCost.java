package io.ringfence.firewall.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What a packet of a blocked source costs until it is dropped, by these rules and by one that is
/// written by hand at the same hook, in turn. Another network namespace floods this one over a pair
/// of virtual interfaces, so that most of it is the sender's processor time; the rest is that of
/// the kernel's threads for received packets. What sending alone takes is measured too.
final class DropCost {

  /// The first of the sources that `deploy/bench/flood.c` sends from.
  static final int FIRST = 0xc612_0000;

  private static final int ROUNDS = 5;
  private static final String SECONDS = "1";
  private static final String INTERFACE = "flood0";
  private static final Path MAC = Path.of("/sys/class/net/flood1/address");

  private final Nft nft;
  private final Path flood;
  private final String peer;
  private final int sources;
  private final List<Long> sending = new ArrayList<>();
  private final List<Long> own = new ArrayList<>();
  private final List<Long> byHand = new ArrayList<>();

  /// @param flood the compiled program
  /// @param peer the namespace that it runs in
  /// @param sources that are blocked by these rules
  DropCost(Nft nft, Path flood, String peer, int sources) {
    this.nft = nft;
    this.flood = flood;
    this.peer = peer;
    this.sources = sources;
  }

  void run(Figures figures) throws IOException, InterruptedException {
    nft.prepare();
    nft.addMany(FIRST, sources);
    for (int round = 0; round < ROUNDS; round++) {
      nft.command("add table inet ringfence { flags dormant; }");
      in(peer, "add table netdev out");
      in(
          peer,
          "add chain netdev out c { type filter hook egress device "
              + INTERFACE
              + " priority 0; policy drop; }");
      sending.add(packet());
      in(peer, "delete table netdev out");
      nft.command("add chain inet bench c { type filter hook prerouting priority raw; }");
      nft.command("add rule inet bench c udp dport 5060 ip saddr @s counter drop");
      byHand.add(packet());
      nft.command("delete chain inet bench c");
      nft.command("add table inet ringfence");
      own.add(packet());
    }
    nft.forget();
    add(figures, "a packet of a blocked source, of 100,000", own);
    add(figures, "the same: a rule written by hand", byHand);
    add(figures, "the same: sending alone", sending);
    double ratio = Figures.median(own) / Figures.median(byHand);
    figures.add("a packet of a blocked source / by hand", "", ratio);
    double without =
        (Figures.median(own) - Figures.median(sending))
            / (Figures.median(byHand) - Figures.median(sending));
    figures.add("the same, without sending", "", without);
  }

  private static void add(Figures figures, String what, List<Long> nanos) {
    figures.add(what, "ns", Figures.median(nanos));
  }

  /// Processor time of a packet, in nanoseconds.
  private long packet() throws IOException, InterruptedException {
    long before = receiving();
    String[] said =
        call(
                "ip",
                "netns",
                "exec",
                peer,
                flood.toString(),
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
      for (var process : processes.filter(DropCost::isReceiver).toList()) {
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

  private static void in(String namespace, String command)
      throws IOException, InterruptedException {
    call("ip", "netns", "exec", namespace, "nft", command);
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
