package io.ringfence.guard.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/// Virtual time and chance. What is due happens in the order of its time, and at the same time in
/// the order in which it was planned.
final class World {

  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private record Due(long at, long number, Runnable action) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
  private final Random random;
  private final long end;
  private long now = START.toEpochMilli();
  private long planned;

  World(Scale scale) {
    random = new Random(scale.seed());
    end = now + scale.length().toMillis();
  }

  long now() {
    return now;
  }

  Instant time() {
    return Instant.ofEpochMilli(now);
  }

  /// Whether people and attackers are at work still.
  boolean isOpen() {
    return now < end;
  }

  long end() {
    return end;
  }

  Random random() {
    return random;
  }

  boolean chance(double share) {
    return random.nextDouble() < share;
  }

  long between(long first, long last) {
    return first + (long) (random.nextDouble() * (last - first + 1));
  }

  /// A waiting time without memory.
  long about(Duration mean) {
    return 1 + (long) (-Math.log(1 - random.nextDouble()) * mean.toMillis());
  }

  /// Some time of the whole.
  long anyTime() {
    return between(START.toEpochMilli(), end - 1);
  }

  void at(long time, Runnable action) {
    due.add(new Due(Math.max(time, now), planned++, action));
  }

  /// In so many milliseconds, unless it is all over by then.
  void in(long delay, Runnable action) {
    at(
        now + delay,
        () -> {
          if (isOpen()) {
            action.run();
          }
        });
  }

  /// Until nothing is due any more.
  void run() {
    for (var next = due.poll(); next != null; next = due.poll()) {
      now = next.at();
      next.action().run();
    }
  }
}
