package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A binding of an account to a contact (RFC 3261 §10): on the compacted topic `registrations`. It
/// ends by itself at `expiresAt`; one that ends when it was registered is a removal. A tombstone
/// says that its key is over.
///
/// The key is `account contact`, and of an outbound flow (RFC 5626) `account instance;reg-id=n`.
/// Records of one key may come from several edges, and not in the order of their requests: of one
/// Call-ID the greater CSeq is newer, else what was registered later.
///
/// @param contact the contact URI
/// @param registeredAt the last REGISTER that set it
/// @param instance the device's `+sip.instance`, without quotes; only together with a `regId`
/// @param regId which of the device's flows it is
/// @param q the contact's preference in thousandths; absent for 1000
/// @param path the Path header fields' values (RFC 3327), the first to be passed first
/// @param reachedAt where other edges reach the edge, over UDP or TCP: `address:port`, an IPv6
///     address in brackets; absent when it has not said so
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
    String edge,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String instance,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer regId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer q,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> path,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reachedAt)
    implements Event {

  private static final int MAX_Q = 1_000;
  private static final Pattern REACHED_AT =
      Pattern.compile("([0-9.]{7,15}|\\[[0-9a-f:.]{2,45}]):[0-9]{1,5}");

  public Registration {
    Required.field(eventId, "eventId");
    Required.time(occurredAt, "occurredAt");
    Required.field(account, "account");
    Required.field(contact, "contact");
    Required.field(source, "source");
    Required.field(transport, "transport");
    Required.time(registeredAt, "registeredAt");
    Required.time(expiresAt, "expiresAt");
    if ((instance == null) != (regId == null)) {
      throw new IllegalArgumentException("instance and regId need each other");
    }
    if (q != null && (q < 0 || q > MAX_Q)) {
      throw new IllegalArgumentException("q must be 0 to 1000, not " + q);
    }
    if (reachedAt != null && !REACHED_AT.matcher(reachedAt).matches()) {
      throw new IllegalArgumentException("reachedAt must be address:port");
    }
    path = path == null ? List.of() : List.copyOf(path);
  }

  /// The record key.
  public String key() {
    return account + " " + (instance == null ? contact : instance + ";reg-id=" + regId);
  }
}
