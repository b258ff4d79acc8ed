package io.ringfence.guard.toll;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How much is called, as one call's news changes it. Each measure is taken where that call has a
/// part in it, so that calls make the same sum in whatever order they are told.
///
/// @param state with the call in it
/// @param after calls of then and before do not count
record Usage(TollState state, Instant after, Band band, Duration lostAfter) {

  long of(Measure measure, CountedCall call, Instant at) {
    return switch (measure) {
      case CALLS_PER_HOUR -> callsAround(call.answeredAt(), measure.period());
      case CONCURRENT_CALLS ->
          Math.max(concurrentAt(call.answeredAt()), concurrentAt(state.newest()));
      case MINUTES_PER_DAY ->
          Math.max(minutes(at, measure.period()), minutes(state.newest(), measure.period()));
    };
  }

  /// The most calls that were answered within any period in which this one lies. A period is open
  /// at its beginning.
  private long callsAround(Instant answer, Duration period) {
    var answers =
        counted().stream()
            .map(CountedCall::answeredAt)
            .filter(one -> Duration.between(one, answer).abs().compareTo(period) < 0)
            .toList();
    long most = 0;
    int first = 0;
    for (int last = 0; last < answers.size(); last++) {
      var end = answers.get(last);
      while (!answers.get(first).isAfter(end.minus(period))) {
        first++;
      }
      if (!end.isBefore(answer)) {
        most = Math.max(most, last - first + 1 + summedCalls(end, period));
      }
    }
    return most;
  }

  private long summedCalls(Instant end, Duration period) {
    return state.summed().between(later(end.minus(period)), end, band).calls();
  }

  private long concurrentAt(Instant time) {
    var heardSince = time.minus(lostAfter);
    return counted().stream().filter(call -> call.goesOnAt(time, heardSince)).count();
  }

  /// Whole minutes of the period that ends at a time, those after it not included. A call that has
  /// begun before an unlocking counts from then on.
  private long minutes(Instant end, Duration period) {
    var from = later(end.minus(period));
    long seconds = state.summed().between(from, end, band).seconds();
    long millis = 0;
    for (var call : state.calls()) {
      if (band.has(call.answeredAt())) {
        millis += SummedCalls.overlap(call.answeredAt(), call.until(), from, end).toMillis();
      }
    }
    return (seconds + millis / 1000) / 60;
  }

  private List<CountedCall> counted() {
    return state.calls().stream()
        .filter(call -> call.answeredAt().isAfter(after))
        .filter(call -> band.has(call.answeredAt()))
        .toList();
  }

  private Instant later(Instant time) {
    return time.isBefore(after) ? after : time;
  }
}
