package io.ringfence.guard.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The bus: everything arrives late, some twice and out of order, and at times it stands still.
final class Wire {

  private static final long SLOWEST = Duration.ofSeconds(20).toMillis();
  private static final double TWICE = 0.02;
  private static final long SECOND_WITHIN = Duration.ofMinutes(10).toMillis();

  /// An attempt, a finding that follows from it, and the decision.
  private static final int HOPS = 3;

  private record Span(long from, long to) {}

  private final World world;
  private final List<Span> still = new ArrayList<>();
  private long repeated;

  Wire(World world) {
    this.world = world;
  }

  /// Nothing arrives in this time, or nobody is there whom it could reach.
  void standsStill(long from, Duration length) {
    still.add(new Span(from, from + length.toMillis()));
  }

  void send(Runnable delivery) {
    world.at(arrival(world.now()), delivery);
    if (world.chance(TWICE)) {
      repeated++;
      world.at(arrival(world.now() + world.between(0, SECOND_WITHIN)), delivery);
    }
  }

  private long arrival(long sent) {
    double luck = world.random().nextDouble();
    long arrival =
        sent
            + (luck < 0.97
                ? world.between(2, 60)
                : luck < 0.999 ? world.between(60, 2_000) : world.between(2_000, SLOWEST));
    for (var span : still) {
      if (arrival >= span.from() && arrival < span.to()) {
        arrival = span.to() + world.between(0, 2_000);
      }
    }
    return arrival;
  }

  /// By when what was done at this time has had its consequence, however bad the luck.
  long latestEffect(long since) {
    long latest = since + HOPS * SLOWEST;
    for (var span : still) {
      if (span.from() <= latest && span.to() >= since) {
        latest = Math.max(latest, span.to()) + HOPS * SLOWEST;
      }
    }
    return latest;
  }

  long repeated() {
    return repeated;
  }
}
