package io.ringfence.guard.sensor;

import java.time.Instant;

/// An observation with its place.
///
/// @param place tells it from every other of this sensor, the same whenever it is read again
/// @param readAt when it was read; its time when the phone system does not say one
record Sighting(Observation what, String place, Instant readAt) {

  /// A phone system whose clock is ahead would hide its source's next failures, and a forged line
  /// can name any year.
  Instant at() {
    var told = what.at();
    boolean isTime = told != null && told.isAfter(Instant.EPOCH) && !told.isAfter(readAt);
    return told != null && isTime ? told : readAt;
  }

  Sighting because(Sighting prelude) {
    return new Sighting(what.because(prelude.what().reason()), place, readAt);
  }
}
