package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Rule;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A span of time in which a source says once to an account or a network that it has failed there:
/// half of the shortest period of the rules that listen, or of password guessing's if that is
/// shorter, which is how far a source remembers. So whoever goes on failing stays heard of by rules
/// of any period, and who floods says no more than twice a period.
///
/// @param millis its length
/// @param shift when spans begin: at other times for each source, or all that fail in a flood would
///     speak at once
/// @param number of the span
record Span(long millis, long shift, long number) {

  /// The one that the attempt lies in; `null` when none of these rules listens.
  static @Nullable Span of(GuardPolicy policy, AuthenticationAttempt attempt, Rule... rules) {
    Duration shortest = null;
    for (var rule : rules) {
      var settings = policy.rule(rule);
      if (!settings.isOff()) {
        var period = settings.period();
        shortest = shortest == null ? period : shorter(shortest, period);
      }
    }
    if (shortest == null) {
      return null;
    }
    long millis = Math.max(1, shorter(shortest, policy.period()).toMillis() / 2);
    long shift = Math.floorMod(attempt.key().hashCode(), millis);
    return new Span(millis, shift, number(attempt.occurredAt(), millis, shift));
  }

  /// Whether this is a guess within it.
  boolean holds(Failure failure) {
    return failure.isGuess() && number(failure.at(), millis, shift) == number;
  }

  private static long number(Instant at, long millis, long shift) {
    return Math.floorDiv(at.toEpochMilli() + shift, millis);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
