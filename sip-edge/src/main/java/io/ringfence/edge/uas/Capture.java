package io.ringfence.edge.uas;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import java.time.Instant;

/// Sees what comes and goes, and what was decided. It changes nothing of it and must not wait.
public interface Capture {

  /// Whether there is anybody to see it. Does not change.
  boolean isOn();

  /// A message of a source that is listened to.
  void received(byte[] message, Peer from, Instant now);

  void sent(byte[] message, Peer to, Instant now);

  void decided(SipRequest request, Peer from, Result result, Instant now);

  void attempted(AuthenticationAttempt attempt);
}
