package io.ringfence.contracts.event;

import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A login that was decided: on topic `attempts`, keyed by its source, see [#key]. A first request
/// without credentials, a stale nonce and a retransmission are none. Text fields are the attacker's
/// and are bounded and escaped here.
///
/// @param account as attempted, at most 128 characters
/// @param callId the SIP Call-ID, or another id of the session
/// @param edge the node that saw it
/// @param sourceVerified whether the source address cannot be forged: the nonce answered was issued
///     to this address, or the transport is connected
/// @param count how many identical attempts this one stands for, at least 1
public record AuthenticationAttempt(
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    Service service,
    Outcome outcome,
    @Nullable Reason reason,
    IpAddress source,
    int sourcePort,
    Transport transport,
    String account,
    @Nullable String realm,
    @Nullable String method,
    @Nullable String userAgent,
    @Nullable String callId,
    String edge,
    boolean sourceVerified,
    int count)
    implements Event {

  public static final int MAX_TEXT = 128;

  public AuthenticationAttempt {
    Required.field(eventId, "eventId");
    Required.time(occurredAt, "occurredAt");
    Required.field(service, "service");
    Required.field(outcome, "outcome");
    Required.field(source, "source");
    Required.field(transport, "transport");
    Required.field(account, "account");
    Required.field(edge, "edge");
    if (outcome == Outcome.REJECTED) {
      Required.field(reason, "reason");
    }
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, not " + count);
    }
    if (sourcePort < 0 || sourcePort > 65_535) {
      throw new IllegalArgumentException("sourcePort must be 0 to 65535, not " + sourcePort);
    }
  }

  /// The record's key on `attempts`: all that one source does meets in one task of auth-guard.
  public String key() {
    return BlockTarget.ofSource(source).value();
  }

  /// Bounds and escapes what the attacker wrote. Call once, where the text enters.
  public static AuthenticationAttempt observed(
      Instant occurredAt,
      Service service,
      Outcome outcome,
      @Nullable Reason reason,
      IpAddress source,
      int sourcePort,
      Transport transport,
      String account,
      @Nullable String realm,
      @Nullable String method,
      @Nullable String userAgent,
      @Nullable String callId,
      String edge,
      boolean sourceVerified) {
    String safeAccount = Attacker.text(account, MAX_TEXT);
    return new AuthenticationAttempt(
        SCHEMA_VERSION,
        EventIds.next(),
        occurredAt,
        service,
        outcome,
        reason,
        source,
        sourcePort,
        transport,
        safeAccount == null ? "" : safeAccount,
        Attacker.text(realm, MAX_TEXT),
        Attacker.text(method, MAX_TEXT),
        Attacker.text(userAgent, MAX_TEXT),
        Attacker.text(callId, MAX_TEXT),
        edge,
        sourceVerified,
        1);
  }
}
