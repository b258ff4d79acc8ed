package io.ringfence.firewall.bench;

import io.ringfence.contracts.net.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// nft(8) as a process for each change, in a table of its own: what is compared with.
final class Nft {

  /// A set of addresses with timeouts.
  static final String PLAIN = "s";

  /// The same, that counts the packets of each.
  static final String COUNTING = "c";

  private static final String TABLE = "inet bench";

  private final Path file;

  Nft(Path file) {
    this.file = file;
  }

  void prepare() throws IOException, InterruptedException {
    run(
        "add table " + TABLE,
        "add set " + TABLE + " s { type ipv4_addr; flags timeout; }",
        "add set " + TABLE + " c { type ipv4_addr; flags timeout; counter; }",
        "add set " + TABLE + " i { type ipv4_addr; flags interval; }");
  }

  /// @return how long it takes, in nanoseconds
  long addMany(String set, int first, int count) throws IOException, InterruptedException {
    run("flush set " + TABLE + " " + set);
    return run(add(set, count, i -> timed(first + i)));
  }

  List<Long> addEach(int first, int count) throws IOException, InterruptedException {
    var times = new ArrayList<Long>();
    for (int i = 0; i < count; i++) {
      int address = first + i;
      times.add(run(add(PLAIN, 1, _ -> timed(address))));
    }
    return times;
  }

  void addPrefixes(int first, int count) throws IOException, InterruptedException {
    run(add("i", count, i -> IpAddress.ofV4(first + 512 * i) + "/24"));
  }

  List<Long> addEachPrefix(int first, int count) throws IOException, InterruptedException {
    var times = new ArrayList<Long>();
    for (int i = 0; i < count; i++) {
      String prefix = IpAddress.ofV4(first + 512 * i) + "/24";
      times.add(run(add("i", 1, _ -> prefix)));
    }
    return times;
  }

  void forget() throws IOException, InterruptedException {
    run("delete table " + TABLE);
  }

  void deleteTable() throws IOException, InterruptedException {
    run("delete table inet ringfence");
  }

  void command(String command) throws IOException, InterruptedException {
    run(command);
  }

  private static String timed(int bits) {
    return IpAddress.ofV4(bits) + " timeout 1h";
  }

  private static String add(String set, int count, IntFunction<String> element) {
    return IntStream.range(0, count)
        .mapToObj(element)
        .collect(Collectors.joining(", ", "add element " + TABLE + " " + set + " { ", " }"));
  }

  private long run(String... commands) throws IOException, InterruptedException {
    Files.write(file, List.of(commands));
    long begin = System.nanoTime();
    var process = new ProcessBuilder("nft", "-f", file.toString()).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException("nft has failed");
    }
    return System.nanoTime() - begin;
  }
}
