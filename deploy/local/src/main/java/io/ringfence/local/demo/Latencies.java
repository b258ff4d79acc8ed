package io.ringfence.local.demo;

import io.ringfence.local.suite.RunningSuite;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// How long the steps took over many attackers, one after the other.
record Latencies(List<Attack> attacks) {

  /// @param step what was reached
  record Row(String step, Percentiles percentiles) {}

  /// Attackers come from 127.0.100.1 upwards, and are released again.
  static Latencies measure(
      RunningSuite suite, BusWatch bus, Cast cast, String account, int attackers)
      throws IOException, InterruptedException {
    var attacks = new ArrayList<Attack>();
    try {
      for (int i = 0; i < attackers; i++) {
        var source = source(i);
        cast.unblock(source.getHostAddress());
        attacks.add(Attack.play(suite, bus, source, account, cast.allowedFailures()));
      }
    } finally {
      for (var attack : attacks) {
        cast.unblock(attack.source());
      }
    }
    return new Latencies(List.copyOf(attacks));
  }

  private static InetAddress source(int number) {
    return InetAddress.ofLiteral("127.0.%d.%d".formatted(100 + number / 250, 1 + number % 250));
  }

  List<Row> rows() {
    return List.of(
        row("decision on the bus", Attack::decided),
        row("sip-edge drops it", Attack::edge),
        row("firewall has the block", Attack::firewall),
        row(
            "both enforcers",
            attack ->
                attack.edge().compareTo(attack.firewall()) > 0
                    ? attack.edge()
                    : attack.firewall()));
  }

  private Row row(String step, Function<Attack, Duration> latency) {
    return new Row(step, Percentiles.of(attacks.stream().map(latency).toList()));
  }
}
