package io.ringfence.guard.sensor;

import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a line or event says of a login. Texts are as the attacker wrote them.
///
/// @param at when, by the phone system's clock; `null` when it does not say
/// @param account as attempted
/// @param session the SIP Call-ID, or what else tells one login from another
/// @param fingerprint the answer that was judged: the same one again is a retransmission
/// @param answered whether an answer to a challenge was judged, not merely a request seen
/// @param prelude whether a fuller account of the same login may follow
record Observation(
    @Nullable Instant at,
    Service service,
    Outcome outcome,
    @Nullable Reason reason,
    IpAddress source,
    int port,
    Transport transport,
    String account,
    @Nullable String method,
    @Nullable String session,
    @Nullable String fingerprint,
    boolean answered,
    boolean prelude) {

  /// Whether the transport alone proves the source: nobody completes a handshake from an address
  /// that is not theirs.
  boolean isConnected() {
    return switch (transport) {
      case TCP, TLS, WS, WSS, HTTP -> true;
      case UDP, UNKNOWN -> false;
    };
  }

  Observation because(@Nullable Reason other) {
    return new Observation(
        at,
        service,
        outcome,
        other,
        source,
        port,
        transport,
        account,
        method,
        session,
        fingerprint,
        answered,
        prelude);
  }
}
