package io.ringfence.guard.toll;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of one account's calls, or of all accounts' together.
///
/// @param calls of the last day, by the time of their answer
/// @param summed those of them that there were too many of
/// @param newest the time of the newest event
/// @param said what was announced in the last two days
public record TollState(
    List<CountedCall> calls, SummedCalls summed, Instant newest, List<Said> said) {

  public static final TollState EMPTY =
      new TollState(List.of(), SummedCalls.NONE, Instant.EPOCH, List.of());

  /// The longest period that is measured.
  static final Duration REACH = Duration.ofDays(1);

  private static final Duration REMEMBERED = REACH.multipliedBy(2);

  private static final Comparator<CountedCall> BY_ANSWER =
      Comparator.comparing(CountedCall::answeredAt).thenComparing(CountedCall::id);

  public TollState {
    calls = List.copyOf(calls);
    said = List.copyOf(said);
  }

  @Nullable CountedCall find(UUID id) {
    return calls.stream().filter(call -> call.id().equals(id)).findFirst().orElse(null);
  }

  /// From when on calls matter. A clock that is ahead makes nothing old before its time.
  Instant horizon(Instant now) {
    return (newest.isBefore(now) ? newest : now).minus(REACH);
  }

  /// Whether the call can neither be new nor matter any more.
  boolean isLate(TollCall call, Instant now) {
    return !call.until().isAfter(horizon(now))
        || (find(call.call()) == null && !call.answeredAt().isAfter(summed.upTo()));
  }

  /// With what is told of a call, without what is too old to matter.
  TollState with(TollCall told, Instant now) {
    var latest = told.occurredAt().isAfter(newest) ? told.occurredAt() : newest;
    var next = new ArrayList<CountedCall>(calls.size() + 1);
    var known = find(told.call());
    next.addAll(calls);
    next.remove(known);
    next.add(known == null ? CountedCall.of(told) : known.with(told));
    next.sort(BY_ANSWER);
    return new TollState(next, summed, latest, said).without(now);
  }

  private TollState without(Instant now) {
    var horizon = horizon(now);
    var oldest = newest.minus(REMEMBERED);
    return new TollState(
        calls.stream().filter(call -> call.until().isAfter(horizon)).toList(),
        summed.without(horizon),
        newest,
        said.stream().filter(one -> one.at().isAfter(oldest)).toList());
  }

  /// With no more calls known one by one than may be. First those are summed up that are over, the
  /// earliest answered of them, then those that were not heard of for longest.
  TollState bounded(int max, Instant now) {
    if (calls.size() <= max) {
      return this;
    }
    var victim =
        calls.stream()
            .filter(CountedCall::over)
            .findFirst()
            .orElseGet(
                () -> calls.stream().min(Comparator.comparing(CountedCall::until)).orElseThrow());
    var rest = calls.stream().filter(call -> !call.equals(victim)).toList();
    return new TollState(rest, summed.with(victim, horizon(now)), newest, said).bounded(max, now);
  }

  TollState saying(Said one) {
    var all = new ArrayList<>(said);
    all.add(one);
    return new TollState(calls, summed, newest, all);
  }

  List<Said> saidBecauseOf(UUID event) {
    return said.stream().filter(one -> one.cause().equals(event)).toList();
  }

  /// Whether this was said within a period around a time, and not forgiven since.
  boolean isSaid(String what, Instant at, Duration period, Instant forgivenUntil) {
    return said.stream()
        .filter(one -> one.what().equals(what))
        .filter(one -> one.at().isAfter(forgivenUntil))
        .anyMatch(one -> Duration.between(one.at(), at).abs().compareTo(period) < 0);
  }

  /// Whether the state can be forgotten: by the events' time nothing in it can matter any more.
  ///
  /// @param eventTime how far the events have come
  public boolean isIdle(Instant eventTime) {
    return newest.plus(REMEMBERED).isBefore(eventTime);
  }
}
