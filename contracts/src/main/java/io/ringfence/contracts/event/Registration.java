package io.ringfence.contracts.event;

import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A binding of an account to a contact (RFC 3261 §10): on the compacted topic `registrations`,
/// keyed by `account contact`; a tombstone removes it. It ends by itself at `expiresAt`.
///
/// @param contact the contact URI
/// @param registeredAt the last REGISTER that set it
public record Registration(
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    String account,
    String contact,
    IpAddress source,
    int sourcePort,
    Transport transport,
    @Nullable String userAgent,
    @Nullable String callId,
    long cseq,
    Instant registeredAt,
    Instant expiresAt,
    String edge)
    implements Event {

  public Registration {
    Required.field(eventId, "eventId");
    Required.time(occurredAt, "occurredAt");
    Required.field(account, "account");
    Required.field(contact, "contact");
    Required.field(source, "source");
    Required.field(transport, "transport");
    Required.time(registeredAt, "registeredAt");
    Required.time(expiresAt, "expiresAt");
  }

  /// The record key.
  public String key() {
    return account + " " + contact;
  }
}
