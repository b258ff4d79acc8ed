package io.ringfence.edge.registrar;

import io.ringfence.edge.sip.Peer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An account's contact.
///
/// @param contact the URI, see [io.ringfence.edge.sip.SipUri#canonical]
/// @param sharedAt when other nodes were last told of it
/// @param edge the node that set it
public record Binding(
    String account,
    String contact,
    Peer peer,
    @Nullable String userAgent,
    String callId,
    long cseq,
    Instant registeredAt,
    Instant expiresAt,
    Instant sharedAt,
    String edge) {

  /// How far the shared expiry of an unchanged binding may lag behind.
  private static final Duration MAX_LAG = Duration.ofMinutes(1);

  Binding sharedAt(Instant time) {
    return new Binding(
        account, contact, peer, userAgent, callId, cseq, registeredAt, expiresAt, time, edge);
  }

  boolean isCurrent(Instant now) {
    return now.isBefore(expiresAt);
  }

  /// Whether this moves nothing but the expiry, and what was shared last is recent. Phones behind
  /// NAT refresh every minute or so; not each refresh needs to be shared, though a restart may then
  /// end the binding that much earlier.
  boolean merelyRefreshes(Binding previous) {
    var age = Duration.between(previous.sharedAt, registeredAt);
    var interval = Duration.between(registeredAt, expiresAt);
    return previous.peer.equals(peer)
        && previous.callId.equals(callId)
        && previous.isCurrent(registeredAt)
        && !expiresAt.isBefore(previous.expiresAt)
        && age.compareTo(MAX_LAG) < 0
        && age.compareTo(interval.dividedBy(4)) < 0;
  }
}
