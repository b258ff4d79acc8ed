package io.ringfence.firewall.enforcement;

import java.time.Duration;
import java.time.Instant;

/// Tells an accident from somebody who does it again and again: who flushes tables, or a second
/// firewall tool. Time is passed in.
final class Recurrence {

  /// Found twice within it, it is worth an alert.
  static final Duration WITHIN = Duration.ofMinutes(10);

  /// Between two alerts.
  static final Duration QUIET = Duration.ofHours(1);

  private Instant latest = Instant.MIN;
  private Instant alerted = Instant.MIN;

  /// It was found.
  ///
  /// @return whether to raise an alert
  boolean again(Instant now) {
    boolean recurs = !latest.equals(Instant.MIN) && latest.plus(WITHIN).isAfter(now);
    latest = now;
    boolean quiet = !alerted.equals(Instant.MIN) && alerted.plus(QUIET).isAfter(now);
    if (recurs && !quiet) {
      alerted = now;
      return true;
    }
    return false;
  }
}
