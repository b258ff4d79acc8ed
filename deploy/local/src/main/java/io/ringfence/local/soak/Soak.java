package io.ringfence.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.local.bench.BenchAccounts;
import io.ringfence.local.bench.Scratch;
import io.ringfence.local.bench.SipLoad;
import io.ringfence.local.demo.Api;
import io.ringfence.local.demo.Suite;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.Listener;
import io.ringfence.local.suite.RunningSuite;
import io.ringfence.local.suite.SecondEdge;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Plays everybody at once against an edge with the flags of production, in a suite of its own:
/// phones that register and call, guessers, floods from blocked and other sources, spoilt messages,
/// connections of every kind that come and go. What the edge holds must be the same at the end.
public final class Soak {

  private static final String DOMAIN = "ringfence.local";
  private static final String BANNED = "127.9.0.1";
  private static final int ACCOUNTS = 1_000;
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  /// Nonces live for five minutes, so their table is full by then.
  private static final Duration WARM_UP = Duration.ofMinutes(6);

  /// An invitation that nobody answers and nobody takes back ends by timer C, after 185 seconds.
  private static final Duration COOL_DOWN = Duration.ofMinutes(5);

  private static final List<String> PASSING =
      List.of("requests on their way", "connections", "handshakes");

  private static final int LOAD_SECONDS = 30;

  private final SecondEdge edge;
  private final SipLoad load;
  private final Path users;
  private final Terminal terminal;
  private final List<Player> players = new ArrayList<>();
  private final List<Series> series = Gauges.series();

  private Soak(SecondEdge edge, SipLoad load, Path users, Terminal terminal) {
    this.edge = edge;
    this.load = load;
    this.users = users;
    this.terminal = terminal;
  }

  /// @param time how long, as in `PT30M`
  /// @return whether nothing has grown and honest phones were served
  public static boolean run(Settings settings, Terminal terminal, String time)
      throws IOException, InterruptedException {
    var length = duration(time);
    var load = SipLoad.build(settings.home());
    var scratch = Scratch.make(settings.home(), "soak", terminal);
    var apart = settings.apart(scratch.folder().resolve("suite"));
    boolean passed;
    try (var suite = Suite.open(apart, terminal)) {
      block(suite.running());
      BenchAccounts.insert(apart.postgresPort(), apart.data(), ACCOUNTS);
      Path users = BenchAccounts.write(scratch.folder(), ACCOUNTS);
      try (var edge = SecondEdge.start(apart)) {
        passed = new Soak(edge, load, users, terminal).play(length);
      }
    }
    if (passed) {
      scratch.delete();
    }
    return passed;
  }

  private static Duration duration(String text) {
    try {
      var length = Duration.parse(text);
      if (length.compareTo(LEAST) >= 0) {
        return length;
      }
    } catch (DateTimeParseException e) {
      throw new Failure("--for takes a time, such as PT30M, not " + text, e);
    }
    throw new Failure("a soak takes " + LEAST + " at least");
  }

  private static void block(RunningSuite suite) throws IOException, InterruptedException {
    try (var api = new Api(suite.api(), suite.token())) {
      if (!api.post("/blocks", Map.of("target", Map.of("value", BANNED))).isSuccess()) {
        throw new Failure("the suite refused a block");
      }
    }
  }

  private boolean play(Duration length) throws IOException, InterruptedException {
    try (var gauges = new Gauges(edge.pid(), edge.managementPort());
        var callers = new Callers(edge.sip(), DOMAIN)) {
      if (!callers.register()) {
        throw new Failure("the phones cannot register");
      }
      begin(callers);
      try {
        watch(gauges, length);
      } finally {
        players.forEach(Player::close);
      }
      terminal.note("the load has ended; looking at what is left");
      return judge(left(gauges));
    }
  }

  /// What is left once all that passes has passed, or has had its time.
  private static Map<String, Double> left(Gauges gauges) throws IOException, InterruptedException {
    long end = System.nanoTime() + COOL_DOWN.toNanos();
    var left = gauges.sample();
    while (System.nanoTime() < end && PASSING.stream().anyMatch(table -> isThere(table, left))) {
      Thread.sleep(PERIOD);
      left.putAll(gauges.sample());
    }
    return left;
  }

  private static boolean isThere(String table, Map<String, Double> values) {
    return values.getOrDefault(table, 0.0) > 0;
  }

  private void begin(Callers callers) {
    var strangers = new Strangers();
    add("registrations", 1.0 / LOAD_SECONDS, registrations());
    add("floods of a blocked source", 1.0 / LOAD_SECONDS, flood(BANNED, "REGISTER", 1_000));
    add("floods of another", 1.0 / LOAD_SECONDS, flood("127.9.0.2", "OPTIONS", 100));
    add("calls", 10, callers.call());
    add("spoilt messages", 100, strangers.malformed(edge.sip()));
    connections(strangers, "TCP", Listener.SIP, false, false);
    connections(strangers, "TLS", Listener.SIPS, true, false);
    connections(strangers, "WebSocket", Listener.SIP_WS, false, true);
    connections(strangers, "secure WebSocket", Listener.SIP_WSS, true, true);
  }

  private void connections(
      Strangers strangers, String name, Listener to, boolean isTls, boolean isWebSocket) {
    add("connections by " + name, 5, strangers.connection(edge.at(to), isTls, isWebSocket));
  }

  private void add(String name, double perSecond, Player.Turn turn) {
    players.add(new Player(name, perSecond, turn));
  }

  /// Honest phones, and one wrong password in fifty from sources of its own.
  private Player.Turn registrations() {
    return number -> {
      var result =
          loaded(
              "--src",
              "127.0.0.2-127.0.0.51",
              "--sport",
              "7060",
              "--rate",
              "100",
              "--window",
              "1000",
              "--algo",
              "md5",
              "--bad-ratio",
              "0.02",
              "--bad-src",
              "127.8.0.1-127.8.0.20");
      return result.path("ok").asDouble() > result.path("started").asDouble() * 0.9;
    };
  }

  private Player.Turn flood(String source, String method, int perSecond) {
    return number -> {
      loaded(
          "--mode",
          "options-flood",
          "--flood-method",
          method,
          "--src",
          source,
          "--pps",
          Integer.toString(perSecond));
      return true;
    };
  }

  private JsonNode loaded(String... options) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--duration", Integer.toString(LOAD_SECONDS)));
    return load.run(edge.sip(), users, all);
  }

  private void watch(Gauges gauges, Duration length) throws IOException, InterruptedException {
    var half = length.dividedBy(2);
    var warmUp = half.compareTo(WARM_UP) < 0 ? half : WARM_UP;
    long start = System.nanoTime();
    while (elapsed(start).compareTo(length) < 0) {
      Thread.sleep(PERIOD);
      var values = gauges.sample();
      var since = elapsed(start);
      if (since.compareTo(warmUp) >= 0) {
        series.forEach(each -> each.add(since, values.getOrDefault(each.name(), 0.0)));
      }
      terminal.note(
          "%d s: heap %.1f MiB, resident %.0f MiB, %.0f nonces, %.0f connections"
              .formatted(
                  since.toSeconds(),
                  values.getOrDefault("heap after collection, MiB", 0.0),
                  values.getOrDefault("resident memory, MiB", 0.0),
                  values.getOrDefault("nonces", 0.0),
                  values.getOrDefault("connections", 0.0)));
    }
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private boolean judge(Map<String, Double> left) {
    terminal.say("%-30s %10s %10s %10s %10s".formatted("", "begin", "end", "most", "left"));
    boolean isConstant = true;
    for (var each : series) {
      isConstant &= !each.hasGrown();
      terminal.say(
          "%-30s %10.1f %10.1f %10.1f %10.1f%s"
              .formatted(
                  each.name(),
                  each.begin(),
                  each.end(),
                  each.most(),
                  left.getOrDefault(each.name(), 0.0),
                  each.hasGrown() ? "  HAS GROWN" : ""));
    }
    for (var player : players) {
      isConstant &= !player.hasFailed();
      terminal.say(player.result() + (player.hasFailed() ? "  NOT SERVED" : ""));
    }
    for (String table : PASSING) {
      if (isThere(table, left)) {
        terminal.say("left behind: " + table);
        isConstant = false;
      }
    }
    terminal.say(isConstant ? "nothing has grown" : "see above");
    return isConstant;
  }
}
