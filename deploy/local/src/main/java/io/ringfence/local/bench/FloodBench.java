package io.ringfence.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.local.demo.Suite;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.SecondEdge;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What honest phones notice of an attack: how long a registration takes at a fixed rate, quiet and
/// beside a flood of blocked packets and of guesses, all of which are evaluated and told; and how
/// long the collector stops the edge during five minutes of registrations.
final class FloodBench {

  static final String NAME = "flood";

  private static final int ROUNDS = 5;
  private static final int SECONDS = 10;
  private static final int LEAD_SECONDS = 2;
  private static final int WARM_UPS = 3;
  private static final int PAUSES_SECONDS = 300;
  private static final int ACCOUNTS = 1_000;
  private static final String HONEST = "500";
  private static final String PACKETS = "50000";
  private static final String GUESSES = "1000";

  /// All threads stand, or one that found no memory left until the collector had made some.
  private static final Pattern PAUSE =
      Pattern.compile("(?:Pause|Allocation Stall) .*?(\\d+\\.\\d+)ms$");

  /// One run of the honest phones.
  ///
  /// @param flooded packets of the flood that were sent meanwhile, a second
  private record Run(double p50, double p99, double lost, double flooded, double guessed) {}

  private final SipLoad load;
  private final Path users;
  private final InetSocketAddress edge;

  private FloodBench(SipLoad load, Path users, InetSocketAddress edge) {
    this.load = load;
    this.users = users;
    this.edge = edge;
  }

  static List<Result> run(Settings settings, Path scratch, Terminal terminal)
      throws IOException, InterruptedException {
    var load = SipLoad.build(settings.home());
    var apart = settings.apart(scratch.resolve("suite"));
    Path pauses = scratch.resolve("pauses.log");
    try (var suite = Suite.open(apart, terminal)) {
      EdgeBench.disableProtection(suite.running());
      EdgeBench.block(suite.running());
      BenchAccounts.insert(apart.postgresPort(), apart.data(), ACCOUNTS);
      Path users = BenchAccounts.write(scratch, ACCOUNTS);
      try (var edge = SecondEdge.start(apart, List.of("-Xlog:gc*:file=" + pauses))) {
        var bench = new FloodBench(load, users, edge.sip());
        var results = new ArrayList<>(bench.pauses(pauses, terminal));
        bench.warmUp(terminal);
        results.addAll(bench.latencies(terminal));
        return results;
      }
    }
  }

  /// Until guesses and the flood run compiled code; registrations have for long.
  private void warmUp(Terminal terminal) throws IOException, InterruptedException {
    terminal.note("warming up");
    for (int i = 0; i < WARM_UPS; i++) {
      beside();
    }
  }

  private List<Result> latencies(Terminal terminal) throws IOException, InterruptedException {
    var quiet = new ArrayList<Run>();
    var flooded = new ArrayList<Run>();
    for (int round = 1; round <= ROUNDS; round++) {
      terminal.note("round " + round + " of " + ROUNDS);
      quiet.add(honest());
      flooded.add(beside());
    }
    var before = median(quiet);
    var during = median(flooded);
    String conditions =
        "honest phones %s/s; flood %.0f packets/s of a blocked source, %.0f guesses/s; median of %d, %d processors for the edge and the generators"
            .formatted(
                HONEST,
                during.flooded,
                during.guessed,
                ROUNDS,
                Runtime.getRuntime().availableProcessors());
    terminal.say(conditions);
    return List.of(
        new Result(NAME, "quiet, p50", "us", before.p50, conditions),
        new Result(NAME, "quiet, p99", "us", before.p99, conditions),
        new Result(NAME, "flooded, p50", "us", during.p50, conditions),
        new Result(NAME, "flooded, p99", "us", during.p99, conditions),
        new Result(NAME, "flooded by quiet, p99", "times", during.p99 / before.p99, conditions),
        new Result(NAME, "flooded, not registered", "", during.lost, conditions));
  }

  private Run honest() throws IOException, InterruptedException {
    var result = load.run(edge, users, registrations(HONEST, SECONDS));
    return run(result, 0, 0);
  }

  private static Run run(JsonNode honest, double flooded, double guessed) {
    double lost = SECONDS * Double.parseDouble(HONEST) - honest.path("ok").asDouble();
    return new Run(
        honest.path("p50_us").asDouble(),
        honest.path("p99_us").asDouble(),
        Math.max(0, lost),
        flooded,
        guessed);
  }

  /// The attack begins before the honest phones and ends after them.
  private Run beside() throws IOException, InterruptedException {
    int seconds = SECONDS + 2 * LEAD_SECONDS;
    try (var threads = Executors.newFixedThreadPool(2)) {
      var flood = threads.submit(generated(flood(seconds)));
      var guesses = threads.submit(generated(guesses(seconds)));
      Thread.sleep(LEAD_SECONDS * 1_000L);
      var honest = load.run(edge, users, registrations(HONEST, SECONDS));
      return run(
          honest,
          ended(flood).path("sent").asDouble() / seconds,
          ended(guesses).path("bad_rejected").asDouble() / seconds);
    }
  }

  private Callable<JsonNode> generated(List<String> options) {
    return () -> load.run(edge, users, options);
  }

  private static JsonNode ended(Future<JsonNode> generator) throws InterruptedException {
    try {
      return generator.get();
    } catch (ExecutionException e) {
      throw new Failure("a load generator failed: " + e.getMessage(), e);
    }
  }

  private static List<String> registrations(String rate, int seconds) {
    return List.of(
        "--src",
        "127.0.0.2-127.0.0.51",
        "--sport",
        "7060",
        "--window",
        "1000",
        "--algo",
        "md5",
        "--rate",
        rate,
        "--duration",
        Integer.toString(seconds));
  }

  private static List<String> flood(int seconds) {
    return List.of(
        "--mode",
        "options-flood",
        "--flood-method",
        "REGISTER",
        "--src",
        EdgeBench.BANNED,
        "--pps",
        PACKETS,
        "--duration",
        Integer.toString(seconds));
  }

  private static List<String> guesses(int seconds) {
    return List.of(
        "--mode",
        "register-bad",
        "--src",
        "127.8.0.1-127.8.0.50",
        "--sport",
        "7061",
        "--window",
        "500",
        "--algo",
        "md5",
        "--rate",
        GUESSES,
        "--duration",
        Integer.toString(seconds));
  }

  private static Run median(List<Run> runs) {
    var sorted = runs.stream().sorted((a, b) -> Double.compare(a.p99, b.p99)).toList();
    return sorted.get(sorted.size() / 2);
  }

  /// Before any attack, so that nothing else is left to do meanwhile.
  private List<Result> pauses(Path log, Terminal terminal)
      throws IOException, InterruptedException {
    load.run(edge, users, registrations("5000", 2 * SECONDS));
    terminal.note(PAUSES_SECONDS + " s of registrations, for the collector's pauses");
    int before = Files.readAllLines(log).size();
    load.run(edge, users, registrations("5000", PAUSES_SECONDS));
    var millis =
        Files.readAllLines(log).stream()
            .skip(before)
            .map(PAUSE::matcher)
            .filter(Matcher::find)
            .mapToDouble(pause -> Double.parseDouble(pause.group(1)))
            .sorted()
            .toArray();
    String conditions = "5000 registrations/s for %d s".formatted(PAUSES_SECONDS);
    double longest = millis.length == 0 ? 0 : millis[millis.length - 1];
    double middle = millis.length == 0 ? 0 : millis[millis.length / 2];
    return List.of(
        new Result(NAME, "collector's pauses", "", millis.length, conditions),
        new Result(NAME, "collector's pauses, p50", "ms", middle, conditions),
        new Result(NAME, "collector's pauses, longest", "ms", longest, conditions));
  }
}
