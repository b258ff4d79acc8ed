package io.ringfence.guard.toll;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Calls that are not known one by one any more, summed up by the five minutes they fell into.
///
/// @param slots by number since 1970
/// @param upTo a call that was answered then or earlier, and is not known, is in here
public record SummedCalls(SortedMap<Long, Slot> slots, Instant upTo) {

  static final SummedCalls NONE = new SummedCalls(new TreeMap<>(), Instant.EPOCH);

  private static final Duration SLOT = Duration.ofMinutes(5);

  /// @param calls answered within it
  /// @param seconds spoken within it
  public record Slot(int calls, long seconds) {

    static final Slot EMPTY = new Slot(0, 0);

    Slot plus(Slot other) {
      return new Slot(calls + other.calls, seconds + other.seconds);
    }
  }

  public SummedCalls {
    slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
  }

  /// With one call more, of which nothing before the horizon is needed.
  SummedCalls with(CountedCall call, Instant horizon) {
    var next = new TreeMap<>(slots);
    next.merge(number(call.answeredAt()), new Slot(1, 0), Slot::plus);
    Instant from = call.answeredAt().isBefore(horizon) ? horizon : call.answeredAt();
    for (long slot = number(from); slot <= number(call.until()); slot++) {
      var spoken = overlap(from, call.until(), start(slot), start(slot + 1));
      next.merge(slot, new Slot(0, spoken.toSeconds()), Slot::plus);
    }
    return new SummedCalls(next, call.answeredAt().isAfter(upTo) ? call.answeredAt() : upTo);
  }

  SummedCalls without(Instant before) {
    boolean isOld = !slots.isEmpty() && slots.firstKey() < number(before);
    return isOld ? new SummedCalls(slots.tailMap(number(before)), upTo) : this;
  }

  /// Slots are taken by their beginning.
  ///
  /// @param after not included
  /// @param to included
  Slot between(Instant after, Instant to, Band band) {
    var sum = Slot.EMPTY;
    for (var slot : slots.entrySet()) {
      var start = start(slot.getKey());
      if (start.isAfter(after) && !start.isAfter(to) && band.has(start)) {
        sum = sum.plus(slot.getValue());
      }
    }
    return sum;
  }

  static Duration overlap(Instant from, Instant to, Instant after, Instant until) {
    var start = from.isBefore(after) ? after : from;
    var end = to.isAfter(until) ? until : to;
    return start.isBefore(end) ? Duration.between(start, end) : Duration.ZERO;
  }

  private static long number(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), SLOT.toSeconds());
  }

  private static Instant start(long number) {
    return Instant.ofEpochSecond(number * SLOT.toSeconds());
  }
}
