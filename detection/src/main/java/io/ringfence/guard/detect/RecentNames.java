package io.ringfence.guard.detect;

import java.time.Duration;
import java.time.Instant;

/// The names of about the last period, in two generations of half a period each. Which generation a
/// name belongs to follows from the event's time alone, so order and repetition do not matter.
///
/// @param span the period it was made for, in milliseconds; another one begins anew
/// @param generation the newest, counted from 1970
record RecentNames(long span, long generation, NameSet current, NameSet previous) {

  static final RecentNames NONE = new RecentNames(0, 0, NameSet.EMPTY, NameSet.EMPTY);

  RecentNames with(String name, Instant at, Duration period) {
    var now = at(at, period);
    long age = now.generation - generation(at, period);
    if (age > 1) {
      return now;
    }
    return age == 0
        ? new RecentNames(now.span, now.generation, now.current.with(name), now.previous)
        : new RecentNames(now.span, now.generation, now.current, now.previous.with(name));
  }

  boolean contains(String name, Instant at, Duration period) {
    var now = at(at, period);
    return now.current.contains(name) || now.previous.contains(name);
  }

  boolean isEmpty() {
    return current.isEmpty() && previous.isEmpty();
  }

  /// How many there are.
  int count(Instant at, Duration period) {
    return all(at, period).count();
  }

  NameSet all(Instant at, Duration period) {
    var now = at(at, period);
    return now.current.union(now.previous);
  }

  /// Whether the name has been added in the newest generation already.
  boolean isCurrent(String name, Instant at, Duration period) {
    return at(at, period).current.contains(name);
  }

  /// Without what has grown too old by this time.
  private RecentNames at(Instant at, Duration period) {
    long wanted = generation(at, period);
    if (span != period.toMillis() || wanted > generation + 1) {
      return new RecentNames(period.toMillis(), wanted, NameSet.EMPTY, NameSet.EMPTY);
    }
    return wanted <= generation ? this : new RecentNames(span, wanted, NameSet.EMPTY, current);
  }

  private static long generation(Instant at, Duration period) {
    return Math.floorDiv(at.toEpochMilli(), Math.max(1, period.toMillis() / 2));
  }
}
