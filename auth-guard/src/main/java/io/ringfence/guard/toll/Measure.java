package io.ringfence.guard.toll;

import io.ringfence.contracts.config.Threshold;
import io.ringfence.contracts.config.TollLimits;
import java.time.Duration;

/// What is measured of calls.
public enum Measure {
  CALLS_PER_HOUR(Duration.ofHours(1)),
  CONCURRENT_CALLS(Duration.ofHours(1)),
  MINUTES_PER_DAY(Duration.ofDays(1));

  private final Duration period;

  Measure(Duration period) {
    this.period = period;
  }

  /// Within which it is measured, or told once.
  Duration period() {
    return period;
  }

  Threshold of(TollLimits limits) {
    return switch (this) {
      case CALLS_PER_HOUR -> limits.callsPerHour();
      case CONCURRENT_CALLS -> limits.concurrentCalls();
      case MINUTES_PER_DAY -> limits.minutesPerDay();
    };
  }

  /// Such as `50 calls within an hour`.
  String words(long value) {
    return switch (this) {
      case CALLS_PER_HOUR -> value + (value == 1 ? " call" : " calls") + " within an hour";
      case CONCURRENT_CALLS -> value + (value == 1 ? " call" : " calls") + " at the same time";
      case MINUTES_PER_DAY -> value + (value == 1 ? " minute" : " minutes") + " within a day";
    };
  }
}
