package io.ringfence.local.demo;

import io.ringfence.contracts.bus.Json;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `bench`: the benchmarks that play with a whole suite. There is one, `latency`.
public final class Bench {

  private static final String LATENCY = "latency";
  private static final int ATTACKERS = 200;
  private static final int WARM_UP = 30;

  /// One object of `bench --json`.
  record Result(String bench, String what, String unit, double value, String conditions) {}

  private Bench() {}

  /// @param name one benchmark, `null` for all
  public static void run(Settings settings, Terminal terminal, @Nullable String name, boolean json)
      throws IOException, InterruptedException {
    if (name != null && !name.equals(LATENCY)) {
      throw new Failure("there is no benchmark " + name + "; there is " + LATENCY);
    }
    var quiet = json ? terminal.resultsAsNotes() : terminal;
    for (var result : latency(settings, quiet)) {
      terminal.say(
          json
              ? new String(Json.write(result), StandardCharsets.UTF_8)
              : "%-34s %10.1f %s".formatted(result.what(), result.value(), result.unit()));
    }
  }

  private static List<Result> latency(Settings settings, Terminal terminal)
      throws IOException, InterruptedException {
    try (var suite = Suite.open(settings, terminal);
        var api = new Api(suite.running().api(), suite.running().token());
        var bus = new BusWatch(suite.running().kafkaBootstrap());
        var cast = new Cast(api)) {
      cast.addAccount("bench", bus);
      String account = cast.accounts().getFirst().number();
      Latencies.measure(suite.running(), bus, cast, account, WARM_UP);
      var latencies = Latencies.measure(suite.running(), bus, cast, account, ATTACKERS);
      String conditions =
          "%d attackers one after the other, %d failures each, firewall %s, %d processors"
              .formatted(
                  ATTACKERS,
                  cast.allowedFailures(),
                  bus.backend("firewall-service"),
                  Runtime.getRuntime().availableProcessors());
      terminal.say("From the last failure; " + conditions);
      return results(latencies, conditions);
    }
  }

  private static List<Result> results(Latencies latencies, String conditions) {
    var results = new ArrayList<Result>();
    for (var row : latencies.rows()) {
      for (int percent : new int[] {50, 99}) {
        results.add(
            new Result(
                LATENCY,
                row.step() + ", p" + percent,
                "ms",
                row.percentiles().at(percent).toNanos() / 1e6,
                conditions));
      }
    }
    return results;
  }
}
