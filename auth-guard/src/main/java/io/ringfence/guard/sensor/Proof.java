package io.ringfence.guard.sensor;

/// What a sensor takes as proof that a login came from the address it names. Only proven failures
/// count toward blocking one.
enum Proof {
  /// A connection, or a judged answer to a challenge: whoever answers has read what was sent to the
  /// address. As far as the phone system looks whether it ever sent that challenge.
  ANSWER,
  /// A connection (TCP, TLS, WebSocket), nothing less.
  CONNECTION;

  boolean isGivenBy(Observation seen) {
    return seen.isConnected() || (this == ANSWER && seen.answered());
  }
}
