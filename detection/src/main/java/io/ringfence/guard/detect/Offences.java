package io.ringfence.guard.detect;

import java.time.Instant;

/// How often the guard has blocked a target lately.
///
/// @param rememberedUntil after which the next one is a first offence again
record Offences(int count, Instant rememberedUntil) {

  static final Offences NONE = new Offences(0, Instant.EPOCH);

  /// The level of an offence at this time.
  int next(Instant at) {
    return at.isBefore(rememberedUntil) && count < Integer.MAX_VALUE ? count + 1 : 1;
  }
}
