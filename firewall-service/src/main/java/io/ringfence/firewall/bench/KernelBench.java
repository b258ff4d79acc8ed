package io.ringfence.firewall.bench;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.firewall.enforcement.Look;
import io.ringfence.firewall.nft.KernelEnforcer;
import io.ringfence.firewall.rules.Block;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.Snapshot;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What bringing blocks in force costs, from the decision as it was read to the kernel that was
/// asked for it, beside `nft` on the same machine at the same time. Runs as a process of its own in
/// a network namespace that is made for it; `./ringfence bench firewall` does that.
public final class KernelBench {

  private static final int MANY = 100_000;
  private static final int ROUNDS = 5;
  private static final int SINGLES = 2_000;
  private static final int WARM_UP = 5_000;
  private static final int CIDRS = 100;
  private static final int FORKS = 20;
  private static final int SLICE = 500;

  /// Where addresses begin that no other part uses.
  private static final int FIRST = 0x0b00_0000;

  private static final int NEXT = 0x0b80_0000;
  private static final int PREFIXES = 0x2000_0000;
  private static final int NEXT_PREFIXES = 0x4000_0000;

  private final KernelEnforcer kernel;
  private final Nft nft;
  private final @Nullable RawNetlink raw;
  private final Figures figures = new Figures();
  private DesiredState state = new DesiredState(4 * MANY);

  private KernelBench(KernelEnforcer kernel, Nft nft, @Nullable RawNetlink raw) {
    this.kernel = kernel;
    this.nft = nft;
    this.raw = raw;
  }

  /// @param arguments the file that the figures are written to; and, where there is a C compiler,
  ///     the folder of the programs of `deploy/bench`, and a namespace that is connected to this
  ///     one
  public static void main(String... arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    try (var kernel = KernelEnforcer.open(null)) {
      var nft = new Nft(file.resolveSibling("bench.nft"));
      var programs = arguments.length > 1 ? Path.of(arguments[1]) : null;
      var raw = programs == null ? null : new RawNetlink(programs.resolve("nftraw"));
      var bench = new KernelBench(kernel, nft, raw);
      bench.run();
      if (programs != null) {
        var flood = new Flood(programs.resolve("flood"), arguments[2], MANY);
        bench.packets(flood);
        bench.restart(IntStream.range(0, MANY).mapToObj(i -> address(FIRST + i)).toList());
        new PassCost(nft, flood).run(bench.figures);
      }
      bench.figures.write(file);
    }
  }

  private void run() throws Exception {
    nft.prepare();
    restart(List.of());
    for (int i = 0; i < WARM_UP; i++) {
      apply(List.of(address(NEXT - WARM_UP + i)));
    }
    many();
    singles();
    cidrs();
    fromNothing();
    counters("sip_blocked_v4", "addresses");
    counters("sip_blocked_prefixes_v4", "CIDRs");
  }

  /// In one go, each time into an empty set.
  private void many() throws Exception {
    var times = new ArrayList<Long>();
    var forks = new ArrayList<Long>();
    var raws = new ArrayList<Long>();
    for (int round = 0; round < ROUNDS; round++) {
      if (raw != null) {
        nft.command("flush set inet bench s");
        raws.addAll(raw.single(FIRST, 1, MANY).times());
      }
      restart(List.of());
      var blocks = IntStream.range(0, MANY).mapToObj(i -> address(FIRST + i)).toList();
      times.add(Figures.nanos(() -> apply(blocks)));
      forks.add(nft.addMany(Nft.PLAIN, FIRST, MANY));
    }
    figures.add("100,000 addresses in one go", "ms", Figures.median(times) / 1e6);
    figures.add("100,000 addresses in one go: nft -f", "ms", Figures.median(forks) / 1e6);
    figures.ratio("100,000 addresses in one go / nft -f", times, forks);
    if (!raws.isEmpty()) {
      figures.add("100,000 addresses in one go: C", "ms", Figures.median(raws) / 1e6);
    }
  }

  private void singles() throws Exception {
    var times = new ArrayList<Long>();
    double before = Figures.cpu();
    for (int i = 0; i < SINGLES; i++) {
      var block = address(NEXT + i);
      times.add(Figures.nanos(() -> apply(List.of(block))));
    }
    double used = Figures.cpu() - before;
    figures.add("one address beside 100,000, p50", "us", Figures.percentile(times, 50) / 1e3);
    figures.add("one address beside 100,000, p99", "us", Figures.percentile(times, 99) / 1e3);
    figures.add("one address beside 100,000, processor", "us", used / SINGLES / 1e3);
    if (raw != null) {
      var run = raw.single(NEXT + SINGLES, SINGLES, 1);
      String what = "one address beside 100,000: C, ";
      figures.add(what + "p50", "us", Figures.percentile(run.times(), 50) / 1e3);
      figures.add(what + "p99", "us", Figures.percentile(run.times(), 99) / 1e3);
      figures.add(what + "processor", "us", run.processor() / (double) SINGLES / 1e3);
    }
    var forks = nft.addEach(NEXT, FORKS);
    figures.add("one address beside 100,000: nft, p50", "us", Figures.percentile(forks, 50) / 1e3);
  }

  private void cidrs() throws Exception {
    apply(IntStream.range(0, MANY).mapToObj(i -> prefix(PREFIXES, i)).toList());
    look();
    var times = new ArrayList<Long>();
    double before = Figures.cpu();
    for (int i = 0; i < CIDRS; i++) {
      var block = prefix(NEXT_PREFIXES, i);
      times.add(Figures.nanos(() -> apply(List.of(block))));
    }
    double used = Figures.cpu() - before;
    figures.add("one CIDR into 100,000, p50", "ms", Figures.percentile(times, 50) / 1e6);
    figures.add("one CIDR into 100,000, p99", "ms", Figures.percentile(times, 99) / 1e6);
    figures.add("one CIDR into 100,000, processor", "ms", used / CIDRS / 1e6);
    nft.addPrefixes(PREFIXES, MANY);
    if (raw != null) {
      var run = raw.ranges(NEXT_PREFIXES + CIDRS * 512, CIDRS);
      String what = "one CIDR into 100,000: C, ";
      figures.add(what + "p50", "ms", Figures.percentile(run.times(), 50) / 1e6);
      figures.add(what + "p99", "ms", Figures.percentile(run.times(), 99) / 1e6);
      figures.add(what + "processor", "ms", run.processor() / (double) CIDRS / 1e6);
    }
    var forks = nft.addEachPrefix(NEXT_PREFIXES, 3);
    figures.add("one CIDR into 100,000: nft, p50", "ms", Figures.percentile(forks, 50) / 1e6);
    nft.forget();
    long whole = Figures.nanos(this::look);
    figures.add("200,000 elements read and compared", "ms", whole / 1e6);
    figures.add(
        "a look when nobody has changed anything",
        "us",
        Figures.nanos(() -> kernel.look(false)) / 1e3);
  }

  private void fromNothing() throws Exception {
    var blocks = new ArrayList<Block>();
    IntStream.range(0, MANY).mapToObj(i -> address(FIRST + i)).forEach(blocks::add);
    IntStream.range(0, MANY).mapToObj(i -> prefix(PREFIXES, i)).forEach(blocks::add);
    var times = new ArrayList<Long>();
    for (int round = 0; round < ROUNDS; round++) {
      nft.deleteTable();
      times.add(Figures.nanos(() -> restart(blocks)));
    }
    figures.add(
        "100,000 addresses and 100,000 CIDRs from nothing", "ms", Figures.median(times) / 1e6);
    figures.add("the same, the worst of " + ROUNDS, "ms", Figures.percentile(times, 100) / 1e6);
  }

  /// For what has come in masses, afterwards.
  private void counters(String set, String what) throws Exception {
    var times = new ArrayList<Long>();
    double before = Figures.cpu();
    count(set, times::add);
    double used = Figures.cpu() - before;
    String name = "counters for " + SLICE + " of 100,000 " + what + ", ";
    figures.add(name + "p50", "ms", Figures.percentile(times, 50) / 1e6);
    figures.add(name + "p99", "ms", Figures.percentile(times, 99) / 1e6);
    figures.add(name + "processor", "ms", used / times.size() / 1e6);
  }

  /// @param time takes that of each slice, in nanoseconds
  private void count(String set, LongConsumer time) throws Exception {
    IpAddress latest = null;
    do {
      var slice = state.elementsAfter(set, latest, SLICE, Instant.now());
      time.accept(Figures.nanos(() -> kernel.count(slice)));
      latest = slice.last();
    } while (latest != null);
  }

  /// As they are at first, and later, when each of the sources has a counter.
  private void packets(Flood flood) throws Exception {
    restart(IntStream.range(0, MANY).mapToObj(i -> address(Flood.FIRST + i)).toList());
    String packet = "a packet of a blocked source, of 100,000";
    new DropCost(nft, flood, Nft.PLAIN).run(figures, packet);
    count("sip_blocked_v4", _ -> {});
    new DropCost(nft, flood, Nft.COUNTING).run(figures, packet + ", each counted");
  }

  /// As after a start, whatever the kernel holds.
  private void restart(List<Block> blocks) throws Exception {
    state = new DesiredState(4 * MANY);
    state.restore(new Snapshot(sip(), blocks), Instant.now());
    look();
  }

  /// Reads all there is, compares it, and applies the difference.
  private void look() throws Exception {
    if (kernel.look(true) instanceof Look.Found(var actual)) {
      kernel.apply(state.difference(actual, Instant.now()).changes(), () -> "");
      state.applied();
    }
  }

  private void apply(List<Block> blocks) throws Exception {
    blocks.forEach(state::take);
    kernel.apply(state.changes(Instant.now()), () -> "");
    state.applied();
  }

  private static Block address(int bits) {
    return block(new BlockTarget.Ip(IpAddress.ofV4(bits)));
  }

  /// Every other /24, so that none touch.
  private static Block prefix(int first, int number) {
    return block(new BlockTarget.Prefix(new IpPrefix(IpAddress.ofV4(first + 512 * number), 24)));
  }

  private static Block block(BlockTarget target) {
    long now = Instant.now().toEpochMilli();
    return new Block(
        UUID.randomUUID(), target, Set.of(Service.SIP), Origin.GUARD, now, now, now + 3_600_000);
  }

  private static Configuration sip() {
    var port = new Port(Protocol.UDP, 5060);
    var document = new ProtectedService(1, Service.SIP, "SIP", List.of(port), false, null);
    return Configuration.INITIAL.with(ConfigKey.SERVICE + "sip", Json.write(document));
  }
}
