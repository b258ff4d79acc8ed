package io.ringfence.local.demo;

import io.ringfence.local.bench.Result;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// How long an attacker goes on after the last failure: from there to the decision and to each
/// enforcer, over many attackers.
public final class LatencyBench {

  public static final String NAME = "latency";
  private static final int ATTACKERS = 200;
  private static final int WARM_UP = 30;

  private LatencyBench() {}

  public static List<Result> run(Settings settings, Terminal terminal)
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
                NAME,
                row.step() + ", p" + percent,
                "ms",
                row.percentiles().at(percent).toNanos() / 1e6,
                conditions));
      }
    }
    return results;
  }
}
