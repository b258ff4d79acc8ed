package io.ringfence.guard.detect;

import io.ringfence.contracts.config.RuleSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// `limit` failures, or points, or sources, within a period that may lie anywhere: exact, and the
/// same in whatever order they arrived.
///
/// @param weight how much a failure counts
record SlidingLimit(int limit, Duration period, ToLongFunction<Failure> weight) {

  static SlidingLimit of(RuleSettings rule, ToLongFunction<Failure> weight) {
    return new SlidingLimit(rule.limit(), rule.period(), weight);
  }

  /// The full period that this failure completes, the earliest if there are several, or `null`.
  /// A period is open at its beginning: failures exactly one period apart are not within it.
  @Nullable Window completedBy(Failure failure, Window window) {
    Instant end = failure.at().plus(period);
    for (Failure last : window.failures()) {
      boolean covers = !last.at().isBefore(failure.at()) && last.at().isBefore(end);
      if (covers) {
        var within = window.between(last.at().minus(period), last.at());
        if (within.sum(weight) >= limit) {
          return within;
        }
      }
    }
    return null;
  }

  /// The failures of the period that ends now, if they suffice; for a limit that has changed.
  @Nullable Window completeAt(Instant now, Window window) {
    var newest = window.newest();
    if (newest == null || !newest.isAfter(now.minus(period))) {
      return null;
    }
    var within = window.between(newest.minus(period), newest);
    return within.sum(weight) >= limit ? within : null;
  }
}
