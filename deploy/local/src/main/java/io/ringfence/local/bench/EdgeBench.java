package io.ringfence.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.local.demo.Api;
import io.ringfence.local.demo.Suite;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.RunningSuite;
import io.ringfence.local.suite.SecondEdge;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a registration and a dropped packet cost sip-edge, and Kamailio beside it where that is
/// installed: both are measured in turn, several times, and the medians are shown.
///
/// A load is played until it costs no less than the time before, and measured then: a server runs
/// for months, and what compiling its code takes is gone after a minute of any new load.
///
/// The edge is one with the flags of production, against the PostgreSQL and Kafka of a suite in a
/// folder of its own. What it tells Kafka is part of its cost.
final class EdgeBench {

  static final String NAME = "edge";

  private static final int ROUNDS = 3;
  private static final int FEW = 1_000;
  private static final int MANY = 100_000;

  /// Accounts that log in for the first time in one run.
  private static final int FIRST_LOGINS = 25_000;

  private static final int FIRST_WARM_UPS = 4;
  private static final int MIN_WARM_UPS = 3;
  private static final int MAX_WARM_UPS = 12;
  private static final double STEADY = 0.95;
  private static final List<String> TWO_LOOPS = List.of("-Dringfence.sip.loops=2");
  static final String BANNED = "127.9.0.1";
  private static final List<String> SOURCES = List.of("--src", "127.0.0.2-127.0.0.51");

  /// @param event what the processor time is divided by
  /// @param isFirst whether each account that logs in does so for the first time
  private record Load(
      String what, String event, boolean hasPeer, List<String> options, boolean isFirst) {

    boolean isFlood() {
      return options.contains("options-flood");
    }

    List<String> options(int round) {
      return isFirst ? firstLogins((round - 1) * FIRST_LOGINS, FIRST_LOGINS) : options;
    }

    /// Those that warm up are accounts that no round has.
    List<String> warmUpOptions(int run) {
      int count = (MANY - ROUNDS * FIRST_LOGINS) / FIRST_WARM_UPS;
      return isFirst ? firstLogins(ROUNDS * FIRST_LOGINS + run * count, count) : options;
    }

    private List<String> firstLogins(int start, int count) {
      var all = new ArrayList<>(options);
      all.addAll(List.of("--start-user", Integer.toString(start)));
      all.addAll(List.of("--count", Integer.toString(count)));
      return all;
    }
  }

  /// @param filters whether the kernel drops floods for it, at its socket; what is dropped there
  ///     cannot be told from what found no room
  private record Server(String name, long pid, InetSocketAddress sip, boolean filters) {}

  private final SipLoad load;
  private final Path users;
  private final Terminal terminal;
  private final Map<String, List<Double>> samples = new LinkedHashMap<>();
  private final Map<String, String> units = new LinkedHashMap<>();

  private EdgeBench(SipLoad load, Path users, Terminal terminal) {
    this.load = load;
    this.users = users;
    this.terminal = terminal;
  }

  static List<Result> run(Settings settings, Path scratch, Terminal terminal)
      throws IOException, InterruptedException {
    var load = SipLoad.build(settings.home());
    var results = new ArrayList<Result>();
    var apart = settings.apart(scratch.resolve("suite"));
    try (var suite = Suite.open(apart, terminal)) {
      disableProtection(suite.running());
      block(suite.running());
      for (int accounts : new int[] {FEW, MANY}) {
        terminal.note(accounts + " accounts");
        BenchAccounts.insert(apart.postgresPort(), apart.data(), accounts);
        Path users = BenchAccounts.write(scratch, accounts);
        var bench = new EdgeBench(load, users, terminal);
        try (var edge = SecondEdge.start(apart);
            var kamailio = Kamailio.start(settings.home(), scratch, accounts).orElse(null)) {
          if (accounts == MANY) {
            bench.measure(List.of(firstLogins()), "sip-edge", edge, kamailio);
          }
          bench.measure(loads(accounts), "sip-edge", edge, kamailio);
        }
        if (accounts == FEW) {
          try (var edge = SecondEdge.start(apart, TWO_LOOPS)) {
            bench.measure(loads(accounts).subList(0, 2), "sip-edge, two loops", edge, null);
          }
        }
        results.addAll(bench.results(accounts));
      }
    }
    return results;
  }

  /// Guesses are then evaluated and told, and nobody is silenced, as with the peer.
  static void disableProtection(RunningSuite suite) throws IOException, InterruptedException {
    try (var api = new Api(suite.api(), suite.token())) {
      require(api.put("/protection", Map.of("enabled", false), Optional.empty()));
    }
  }

  static void block(RunningSuite suite) throws IOException, InterruptedException {
    try (var api = new Api(suite.api(), suite.token())) {
      require(api.post("/blocks", Map.of("target", Map.of("value", BANNED))));
    }
  }

  private static void require(Api.Answer answer) {
    if (!answer.isSuccess()) {
      throw new Failure("the suite refused a setting: " + answer.body());
    }
  }

  private static List<Load> loads(int accounts) {
    if (accounts == MANY) {
      return List.of(registrations("MD5, saturated", true, "--window", "64", "--algo", "md5"));
    }
    return List.of(
        registrations("MD5, saturated", true, "--window", "64", "--algo", "md5"),
        registrations("MD5, 5000/s", true, "--window", "1000", "--rate", "5000", "--algo", "md5"),
        registrations("SHA-256, saturated", false, "--window", "64", "--algo", "sha256"),
        registrations(
            "wrong passwords, saturated",
            true,
            "--window",
            "64",
            "--algo",
            "md5",
            "--mode",
            "register-bad"),
        drops("banned source, flat out", "0"),
        drops("banned source, 100000/s", "100000"));
  }

  /// Each is told to auth-guard, and so is each binding to the other edges.
  private static Load firstLogins() {
    var one = registrations("MD5, saturated, first logins", true, "--window", "64");
    var options = new ArrayList<>(one.options);
    options.addAll(List.of("--algo", "md5"));
    return new Load(one.what, one.event, true, options, true);
  }

  private static Load registrations(String what, boolean hasPeer, String... options) {
    var all = new ArrayList<>(SOURCES);
    all.addAll(List.of("--sport", "7060", "--duration", "5"));
    all.addAll(List.of(options));
    return new Load(what, "registration", hasPeer, all, false);
  }

  private static Load drops(String what, String perSecond) {
    return new Load(
        what,
        "packet",
        true,
        List.of(
            "--mode",
            "options-flood",
            "--flood-method",
            "REGISTER",
            "--src",
            BANNED,
            "--pps",
            perSecond,
            "--duration",
            "3"),
        false);
  }

  private void measure(List<Load> loads, String name, SecondEdge edge, @Nullable Kamailio kamailio)
      throws IOException, InterruptedException {
    var ours = new Server(name, edge.pid(), edge.sip(), true);
    for (Load each : loads) {
      warmUp(ours, each);
    }
    for (int round = 1; round <= ROUNDS; round++) {
      terminal.note("round " + round + " of " + ROUNDS);
      for (Load each : loads) {
        sample(each, ours, round);
        if (kamailio != null && each.hasPeer()) {
          sample(each, new Server("Kamailio", kamailio.pid(), kamailio.sip(), false), round);
        }
      }
    }
  }

  /// Until a run costs as much as the one before it: all that matters is compiled then.
  private void warmUp(Server server, Load what) throws IOException, InterruptedException {
    double previous = Double.MAX_VALUE;
    for (int run = 0; run < (what.isFirst ? FIRST_WARM_UPS : MAX_WARM_UPS); run++) {
      double cost = cost(what, what.warmUpOptions(run), server);
      if (run >= MIN_WARM_UPS && cost > previous * STEADY) {
        return;
      }
      previous = cost;
    }
  }

  private double cost(Load what, List<String> options, Server server)
      throws IOException, InterruptedException {
    long before = CpuTime.nanos(server.pid());
    var result = load.run(server.sip(), users, options);
    return (CpuTime.nanos(server.pid()) - before) / done(what, result);
  }

  private static double done(Load what, JsonNode result) {
    double done =
        what.isFlood()
            ? result.path("sent").asDouble()
            : result.path("ok").asDouble() + result.path("bad_rejected").asDouble();
    return Math.max(1, done);
  }

  private void sample(Load what, Server server, int round)
      throws IOException, InterruptedException {
    long lostBefore = lost(server);
    long before = CpuTime.nanos(server.pid());
    JsonNode result = load.run(server.sip(), users, what.options(round));
    double micros = (CpuTime.nanos(server.pid()) - before) / 1e3;
    String name = server.name() + ": " + what.what();
    if (what.isFlood()) {
      long unseen = server.filters() ? 0 : lost(server) - lostBefore;
      double received = result.path("sent").asDouble() - unseen;
      add(name, "CPU us/" + what.event(), micros / Math.max(1, received));
      return;
    }
    add(name, "CPU us/" + what.event(), micros / done(what, result));
    add(name + ", rate", "1/s", result.path("per_s").asDouble());
    boolean bad = result.path("ok").asLong() == 0;
    add(name + ", p50", "us", result.path(bad ? "bad_p50_us" : "p50_us").asDouble());
    add(name + ", p99", "us", result.path(bad ? "bad_p99_us" : "p99_us").asDouble());
  }

  private void add(String what, String unit, double value) {
    samples.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
    units.put(what, unit);
  }

  /// What the kernel has dropped because the server's receive buffer was full.
  private static long lost(Server server) throws IOException {
    String entry = ":%04X ".formatted(server.sip().getPort());
    long lost = 0;
    for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
      if (line.contains(entry)) {
        lost += Long.parseLong(line.substring(line.stripTrailing().lastIndexOf(' ') + 1).strip());
      }
    }
    return lost;
  }

  private List<Result> results(int accounts) {
    String conditions =
        "%d accounts, 50 sources, median of %d, %d processors"
            .formatted(accounts, ROUNDS, Runtime.getRuntime().availableProcessors());
    terminal.say(conditions);
    return samples.entrySet().stream()
        .map(
            entry ->
                new Result(
                    NAME,
                    entry.getKey() + (accounts == MANY ? ", 100000 accounts" : ""),
                    units.getOrDefault(entry.getKey(), ""),
                    median(entry.getValue()),
                    conditions))
        .toList();
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
