package io.ringfence.local.bench;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.local.demo.Suite;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.GuardAlone;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/// What a login costs auth-guard, through its real topology and a real broker: processor time of
/// the whole process (collector, compiler and Kafka client included), state and memory, how soon it
/// decides, how soon it decides again after `kill -9`, and how fast history is written.
///
/// The guard has one processor, and the broker and the generator the others; PostgreSQL is away
/// until the last part, so that history costs nothing before. For that part there is a suite.
final class GuardBench {

  static final String NAME = "guard";

  private static final long EVENTS = 500_000;

  /// Of the processor's time in a round, while the compilers take more, it is a start that is
  /// measured: they have one processor together with what they compile.
  private static final double WARM = 0.05;

  private static final int MOST_ROUNDS = 12;
  private static final int ATTACKERS = 10_000;
  private static final int BLOCKS = 10_000;
  private static final int RATE = 5_000;
  private static final int RATE_SECONDS = 20;
  private static final int LIMIT = 5;
  private static final int[] PERCENTS = {50, 90, 99};
  private static final Duration READ_LIMIT = Duration.ofMinutes(10);
  private static final Duration DECIDED_LIMIT = Duration.ofMinutes(2);
  private static final int LOOK_MILLIS = 200;

  /// As many looks in a row span several commits.
  private static final int RESTED = 15;

  /// Between the sources of two plays.
  private static final int GAP = 1 << 22;

  /// Where sources begin that no other part uses.
  private static final int PHONES = 0x0A00_0000;

  private static final int GUESSERS = 0x0B00_0000;
  private static final int STRANGERS = 0x2000_0000;
  private static final int TIMED = 0x3000_0000;
  private static final int TIMED_LATER = 0x3800_0000;
  private static final int BLOCKED = 0x4000_0000;
  private static final int PROBE = 0x5000_0000;
  private static final int WRITTEN = 0x6000_0000;

  /// What can be measured by itself.
  private enum Part {
    SCALE,
    THROUGHPUT,
    LATENCY,
    SOURCES,
    RESTART,
    HISTORY
  }

  private final GuardAlone guard;
  private final AttemptsBus bus;
  private final Terminal terminal;

  /// How many sources are to be tracked for the part that is about them.
  private final int many;

  /// How many the guard has seen.
  private int tracked;

  private final List<Result> results = new ArrayList<>();

  private GuardBench(GuardAlone guard, AttemptsBus bus, Terminal terminal, int many) {
    this.many = many;
    this.guard = guard;
    this.bus = bus;
    this.terminal = terminal;
  }

  static List<Result> run(Settings settings, Path scratch, Terminal terminal)
      throws IOException, InterruptedException {
    var parts = parts(settings);
    var apart = settings.apart(scratch.resolve("suite"));
    try (var guard = GuardAlone.start(apart, scratch.resolve("guard"));
        var bus = new AttemptsBus(guard.kafkaBootstrap())) {
      var bench = new GuardBench(guard, bus, terminal, many(settings));
      GuardAlone.leaveItsProcessor();
      if (parts.contains(Part.SCALE)) {
        bench.results.addAll(
            new ScalePart(guard, bus, terminal, i -> phone((int) (i % ATTACKERS))).run());
      }
      guard.startGuard(false);
      if (parts.contains(Part.RESTART)) {
        bench.restart();
      }
      if (parts.contains(Part.THROUGHPUT)) {
        bench.throughput();
      }
      if (parts.contains(Part.LATENCY)) {
        bench.latency(TIMED);
      }
      if (parts.contains(Part.SOURCES)) {
        bench.manySources();
        bench.memory();
        bench.latency(TIMED_LATER);
      }
      guard.stopGuard();
      if (parts.contains(Part.HISTORY)) {
        bench.history(apart);
      }
      return bench.results;
    }
  }

  /// The suite has the schema. Its PostgreSQL runs where there is room.
  private void history(Settings apart) throws IOException, InterruptedException {
    GuardAlone.shareItsProcessor();
    try (var suite = Suite.open(apart, terminal)) {
      terminal.note("PostgreSQL is that of the suite at " + suite.running().api());
      results.addAll(
          new HistoryPart(apart, guard, bus, terminal, i -> failure(WRITTEN + i, i)).run());
    }
  }

  /// All, unless `RINGFENCE_BENCH_PARTS` names some, with commas between: to measure again what is
  /// being worked on.
  private static Set<Part> parts(Settings settings) {
    String names = settings.environment().getOrDefault("RINGFENCE_BENCH_PARTS", "");
    return names.isBlank()
        ? EnumSet.allOf(Part.class)
        : Arrays.stream(names.split(","))
            .map(GuardBench::part)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
  }

  private static Part part(String name) {
    return Arrays.stream(Part.values())
        .filter(part -> part.name().equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    "RINGFENCE_BENCH_PARTS names %s, which is none of %s"
                        .formatted(name.strip(), List.of(Part.values()))));
  }

  /// A million, unless `RINGFENCE_BENCH_SOURCES` says otherwise.
  private static int many(Settings settings) {
    return Integer.parseInt(
        settings.environment().getOrDefault("RINGFENCE_BENCH_SOURCES", "1000000"));
  }

  private void throughput() throws IOException, InterruptedException {
    load("phones, accepted", i -> phone((int) (i % ATTACKERS)));
    load("failures, 10000 sources", i -> failure(GUESSERS + (int) (i % ATTACKERS), i));
    tracked += 2 * ATTACKERS;
  }

  private void manySources() throws IOException, InterruptedException {
    cost("failures, " + many + " sources", many, i -> failure(STRANGERS + (int) i, i));
    tracked += many;
  }

  private void load(String what, LongFunction<AuthenticationAttempt> attempt)
      throws IOException, InterruptedException {
    terminal.note(what);
    warmUp(() -> play(EVENTS, attempt));
    cost(what, EVENTS, attempt);
  }

  private interface Round {
    void play() throws InterruptedException;
  }

  private void warmUp(Round round) throws IOException, InterruptedException {
    double share = 1;
    for (int i = 0; share > WARM && i < MOST_ROUNDS; i++) {
      long cpuBefore = CpuTime.nanos(guard.pid());
      long compilersBefore = CpuTime.compilersNanos(guard.pid());
      round.play();
      double cpu = CpuTime.nanos(guard.pid()) - cpuBefore;
      share = (CpuTime.compilersNanos(guard.pid()) - compilersBefore) / cpu;
    }
  }

  private void cost(String what, long count, LongFunction<AuthenticationAttempt> attempt)
      throws IOException, InterruptedException {
    terminal.note(count + " " + what);
    long cpuBefore = CpuTime.nanos(guard.pid());
    long compilersBefore = CpuTime.compilersNanos(guard.pid());
    long before = System.nanoTime();
    play(count, attempt);
    double cpu = (CpuTime.nanos(guard.pid()) - cpuBefore) / 1e9;
    double compilers = (CpuTime.compilersNanos(guard.pid()) - compilersBefore) / 1e9;
    double seconds = (System.nanoTime() - before) / 1e9;
    add(what + ", attempts per CPU second", "1/s", count / cpu, conditions());
    add(what + ", of it the compilers", "%", 100 * compilers / cpu, conditions());
    add(what + ", attempts per second", "1/s", count / seconds, conditions());
  }

  private void play(long count, LongFunction<AuthenticationAttempt> attempt)
      throws InterruptedException {
    bus.sendMany(count, attempt);
    long end = System.nanoTime() + READ_LIMIT.toNanos();
    while (bus.unread() > 0) {
      if (System.nanoTime() > end) {
        throw new Failure("auth-guard did not read the attempts within " + READ_LIMIT);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void memory() throws IOException {
    String conditions = tracked + " sources tracked; " + conditions();
    double state = bytes(guard.state());
    double changelog = bytes(guard.kafkaLogs(), "changelog");
    add("state on disk for each source", "bytes", state / tracked, conditions);
    add("changelog for each source", "bytes", changelog / tracked, conditions);
    add("resident memory", "MiB", resident(guard.pid()), conditions);
  }

  private static double bytes(Path folder) throws IOException {
    return bytes(folder, "");
  }

  private static double bytes(Path folder, String part) throws IOException {
    long sum = 0;
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += file.toString().contains(part) ? sizeOnDisk(file) : 0;
      }
    }
    return sum;
  }

  /// Indexes are longer than what is in them.
  private static long sizeOnDisk(Path file) throws IOException {
    return file.toString().endsWith("index") || !Files.exists(file) ? 0 : Files.size(file);
  }

  private static double resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  /// @param first where the sources begin that are played
  private void latency(int first) throws IOException, InterruptedException {
    terminal.note(RATE + " attempts a second");
    int known = tracked;
    try (var blocks = new BlocksWatch(guard.kafkaBootstrap())) {
      var sources = new AtomicInteger(first);
      warmUp(() -> paced(sources.getAndAdd(GAP)));
      var attacks = paced(sources.get());
      var times = attacks.measured(blocks, DECIDED_LIMIT);
      String what = "%d attempts/s, %d sources tracked: ".formatted(RATE, known);
      String conditions = times.count() + " decisions; " + conditions();
      for (int percent : PERCENTS) {
        String p = ", p" + percent;
        add(what + "sent until the broker has it" + p, "ms", times.appended(percent), conditions);
        add(
            what + "its arrival there to the decision" + p,
            "ms",
            times.decided(percent),
            conditions);
        add(what + "sent until a consumer has it" + p, "ms", times.arrived(percent), conditions);
      }
      add(what + "not decided in 2 min", "", times.open(), conditions);
    }
  }

  private PacedAttacks paced(int first) {
    tracked += PacedAttacks.sources(RATE, RATE_SECONDS, LIMIT);
    return new PacedAttacks(bus, first, RATE, LIMIT).play(RATE_SECONDS);
  }

  /// At rest, and when it is killed before it has read what follows from its decisions.
  private void restart() throws IOException, InterruptedException {
    terminal.note(BLOCKS + " blocks, a stop in order, then kill -9");
    try (var blocks = new BlocksWatch(guard.kafkaBootstrap())) {
      block(blocks, BLOCKED);
      awaitRest();
      guard.stopGuard();
      decidesAgain(blocks, PROBE, "decides again after a stop in order and start");
      awaitRest();
      guard.killGuard();
      decidesAgain(blocks, PROBE + 1, "decides again after kill -9 and start");
      block(blocks, BLOCKED + BLOCKS);
      guard.killGuard();
      decidesAgain(blocks, PROBE + 2, "the same, when it has just decided as many more");
    }
  }

  private void block(BlocksWatch blocks, int first) throws InterruptedException {
    int before = blocks.count();
    bus.sendMany((long) BLOCKS * LIMIT, i -> failure(first + (int) (i % BLOCKS), i));
    tracked += BLOCKS;
    if (!blocks.await(before + BLOCKS, DECIDED_LIMIT)) {
      throw new Failure(
          "only %d of %d blocks were decided".formatted(blocks.count() - before, BLOCKS));
    }
  }

  /// Until it has read all that it was sent, and all that it has said.
  private void awaitRest() throws InterruptedException {
    long end = System.nanoTime() + READ_LIMIT.toNanos();
    for (int looks = 0; looks < RESTED; looks = bus.behind() == 0 ? looks + 1 : 0) {
      if (System.nanoTime() > end) {
        throw new Failure("the guard is still " + bus.behind() + " records behind");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void decidesAgain(BlocksWatch blocks, int probe, String what)
      throws IOException, InterruptedException {
    int before = blocks.count();
    long start = System.nanoTime();
    guard.startGuard(false);
    for (int i = 0; i < LIMIT; i++) {
      bus.send(failure(probe, i));
    }
    bus.flush();
    if (!blocks.await(before + 1, DECIDED_LIMIT)) {
      throw new Failure("no decision after the restart");
    }
    var decision = blocks.of(IpAddress.ofV4(probe).toString());
    long at = decision.map(BlocksWatch.Decision::nanos).orElseGet(System::nanoTime);
    add(
        what,
        "s",
        (at - start) / 1e9,
        BLOCKS + " blocks in force, " + tracked + " sources tracked; " + conditions());
  }

  private static AuthenticationAttempt phone(int number) {
    return AttemptsBus.attempt(IpAddress.ofV4(PHONES + number), "u" + number, true);
  }

  private static AuthenticationAttempt failure(int source, long number) {
    return AttemptsBus.attempt(IpAddress.ofV4(source), "20" + number % 1_000, false);
  }

  /// Said at once too: a later part may fail.
  private void add(String what, String unit, double value, String conditions) {
    terminal.note("%s: %.1f %s".formatted(what, value, unit));
    results.add(new Result(NAME, what, unit, value, conditions));
  }

  /// What else the machine does is in the load.
  static String conditions() {
    return "%s, %d processors, load %s"
        .formatted(
            GuardAlone.isOnOneProcessor() ? "guard on one processor" : "guard on all processors",
            GuardAlone.processors(),
            load());
  }

  private static String load() {
    try {
      String text = Files.readString(Path.of("/proc/loadavg"));
      return text.substring(0, text.indexOf(' '));
    } catch (IOException e) {
      return "unknown";
    }
  }
}
