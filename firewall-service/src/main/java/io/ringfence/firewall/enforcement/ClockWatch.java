package io.ringfence.firewall.enforcement;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Notices when the wall clock is set: blocks end by it, the kernel counts by another, and what is
/// due at a time may be due at another then. Time is passed in.
final class ClockWatch {

  /// By so much more or less than time has passed.
  private static final Duration JUMP = Duration.ofSeconds(2);

  private @Nullable Instant latest;
  private long latestNanos;

  /// Whether it was set since this was asked last.
  boolean wasSet(Instant now, long nanos) {
    var before = latest;
    long passed = nanos - latestNanos;
    latest = now;
    latestNanos = nanos;
    return before != null
        && Duration.between(before, now).minusNanos(passed).abs().compareTo(JUMP) > 0;
  }
}
