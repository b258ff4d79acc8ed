package io.ringfence.guard.sensor;

import java.time.Instant;

/// An observation with its place.
///
/// @param place tells it from every other of this sensor, the same whenever it is read again
/// @param readAt when it was read; its time when the phone system does not say one
record Sighting(Observation what, String place, Instant readAt) {

  /// A phone system whose clock is ahead would hide its source's next failures.
  Instant at() {
    var told = what.at();
    return told == null || told.isAfter(readAt) ? readAt : told;
  }

  Sighting because(Sighting prelude) {
    return new Sighting(what.because(prelude.what().reason()), place, readAt);
  }
}
