package io.ringfence.firewall.enforcement;

import java.time.Duration;
import java.time.Instant;

/// When to look at what is in force again, and how closely: at something every few seconds, at
/// everything for no more than a small share of the time, however much there is to read. Time is
/// passed in.
final class ProofSchedule {

  /// A look costs next to nothing while nobody else changes anything, and little while somebody
  /// does.
  static final Duration PERIOD = Duration.ofSeconds(2);

  /// All is read again after so long, though nobody seems to have changed anything.
  static final Duration WHOLE_PERIOD = Duration.ofMinutes(5);

  /// Reading all takes one part in so many of the time at most, while what is quickly read is as it
  /// should be.
  static final int SHARE = 20;

  /// How closely to look.
  enum Depth {
    /// At what is quickly read.
    GLANCE,
    /// At everything, if somebody has changed something.
    CHANGES,
    WHOLE
  }

  private Instant due = Instant.MIN;
  private Instant changesDue = Instant.MIN;
  private Instant wholeDue = Instant.MIN;

  Instant due() {
    return due;
  }

  /// What the look that is due is to be.
  Depth depth(Instant now) {
    if (!wholeDue.isAfter(now)) {
      return Depth.WHOLE;
    }
    return changesDue.isAfter(now) ? Depth.GLANCE : Depth.CHANGES;
  }

  /// A look is over.
  ///
  /// @param whole whether everything was read
  /// @param took how long it has
  void looked(Instant now, boolean whole, Duration took) {
    due = now.plus(took.compareTo(PERIOD) > 0 ? took : PERIOD);
    if (whole) {
      changesDue = now.plus(took.multipliedBy(SHARE));
      wholeDue = now.plus(WHOLE_PERIOD);
    }
  }

  /// Everything is to be read, now.
  void again() {
    due = Instant.MIN;
    changesDue = Instant.MIN;
    wholeDue = Instant.MIN;
  }
}
