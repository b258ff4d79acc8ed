package io.ringfence.guard.sensor;

/// What a line turned out to be.
sealed interface Reading {

  Reading NOTHING = new Nothing();

  /// It tells of no login.
  record Nothing() implements Reading {}

  /// It tells of one.
  ///
  /// @param forged whether it holds text that was written to look like another line's; what was
  ///     read is the phone system's part of it
  record Seen(Observation observation, boolean forged) implements Reading {}

  /// It should tell of one and does not in the way it must: cut off, or written by an attacker. The
  /// lines beside it may be an attacker's too.
  record Broken() implements Reading {}
}
