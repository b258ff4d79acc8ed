package io.ringfence.admin.bouncers;

import java.time.Duration;
import java.time.Instant;

/// Durations as Go writes them, in whole seconds: `3h59m57s`, `57s`, `-1m0s`.
final class GoDuration {

  /// What is told of a block that only an operator lifts: bouncers know no other end.
  static final Duration FOR_EVER = Duration.ofDays(365);

  private GoDuration() {}

  /// What is left of a block.
  ///
  /// @param end [Instant#MAX] for never
  static String left(Instant end, Instant now) {
    return of(end.equals(Instant.MAX) ? FOR_EVER : Duration.between(now, end));
  }

  static String of(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1_000.0);
    var text = new StringBuilder(16);
    if (seconds < 0) {
      text.append('-');
      seconds = -seconds;
    }
    if (seconds >= 3_600) {
      text.append(seconds / 3_600).append('h');
    }
    if (seconds >= 60) {
      text.append(seconds / 60 % 60).append('m');
    }
    return text.append(seconds % 60).append('s').toString();
  }
}
