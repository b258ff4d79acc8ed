package io.ringfence.firewall.enforcement;

import java.time.Duration;
import java.time.Instant;

/// When to look at what is in force again: every few seconds, but for no more than a small share of
/// the time, however much there is to read. Time is passed in.
final class ProofSchedule {

  /// A look costs next to nothing while nobody else changes anything.
  static final Duration PERIOD = Duration.ofSeconds(2);

  /// All is read again after so long, though nobody seems to have changed anything.
  static final Duration WHOLE_PERIOD = Duration.ofMinutes(5);

  /// Reading takes at most one part in so many of the time.
  static final int SHARE = 50;

  private Instant due = Instant.MIN;
  private Instant wholeDue = Instant.MIN;

  Instant due() {
    return due;
  }

  /// Whether the look that is due is to read everything.
  boolean isWhole(Instant now) {
    return !wholeDue.isAfter(now);
  }

  /// A look is over.
  ///
  /// @param whole whether everything was read
  /// @param took how long it has
  void looked(Instant now, boolean whole, Duration took) {
    var pause = took.multipliedBy(SHARE);
    due = now.plus(pause.compareTo(PERIOD) > 0 ? pause : PERIOD);
    if (whole) {
      wholeDue = now.plus(WHOLE_PERIOD);
    }
  }

  /// Everything is to be read, now.
  void again() {
    due = Instant.MIN;
    wholeDue = Instant.MIN;
  }
}
