package io.ringfence.edge.call;

import java.time.Duration;

/// Bounds of what is remembered of calls.
///
/// @param max calls; what is beyond is carried and not tracked
/// @param maxAge how long a call may go on without a session timer (RFC 4028) before it counts as
///     lost
/// @param confirmEvery how often it is told that a call still goes on
public record CallLimits(int max, Duration maxAge, Duration confirmEvery) {

  public static final CallLimits DEFAULT =
      new CallLimits(20_000, Duration.ofHours(12), Duration.ofMinutes(1));

  /// @throws IllegalArgumentException when one is not positive
  public CallLimits {
    if (max < 1 || !maxAge.isPositive() || !confirmEvery.isPositive()) {
      throw new IllegalArgumentException("bounds of calls must be positive");
    }
  }
}
