package io.ringfence.edge.registrar;

import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An account's contact. One that ends when it was registered says that the contact was unbound: it
/// is remembered for a while, so that an older request that comes later does not bind it again.
///
/// @param contact the URI, see [io.ringfence.edge.sip.SipUri#canonical]
/// @param flow `null` without outbound (RFC 5626)
/// @param q the preference among the account's contacts, in thousandths
/// @param path the Path header fields' values (RFC 3327), the first to be passed first
/// @param peer where the request came from; its connection is known to its edge only
/// @param sharedAt when other nodes were last told of it; [Instant#EPOCH] when they must be
/// @param edge the node that set it
/// @param reachedAt where other edges reach that node, `host:port`; `null` when it has not said so
public record Binding(
    String account,
    String contact,
    @Nullable Flow flow,
    int q,
    List<String> path,
    Peer peer,
    @Nullable String userAgent,
    String callId,
    long cseq,
    Instant registeredAt,
    Instant expiresAt,
    Instant sharedAt,
    String edge,
    @Nullable String reachedAt) {

  /// The preference of a contact that has none.
  public static final int MAX_Q = 1_000;

  /// How far the shared expiry of an unchanged binding may lag behind.
  private static final long MAX_LAG_MILLIS = Duration.ofMinutes(1).toMillis();

  /// What tells an account's bindings apart.
  public String id() {
    return flow == null ? contact : flow.id();
  }

  /// Its contact as it is within dialogs, see [SipUri#device].
  String device() {
    return SipUri.withoutOb(contact);
  }

  boolean hasId(String id) {
    return flow == null ? contact.equals(id) : flow.hasId(id);
  }

  Binding sharedAt(Instant time) {
    return new Binding(
        account,
        contact,
        flow,
        q,
        path,
        peer,
        userAgent,
        callId,
        cseq,
        registeredAt,
        expiresAt,
        time,
        edge,
        reachedAt);
  }

  /// That a request has unbound it.
  Binding unbound(String byCallId, long byCseq, Instant now, String atEdge) {
    return new Binding(
        account, contact, flow, q, path, peer, userAgent, byCallId, byCseq, now, now, now, atEdge,
        null);
  }

  public boolean isCurrent(Instant now) {
    return now.isBefore(expiresAt);
  }

  /// Whether it is of a later request than another one of the same contact. Edges' clocks differ a
  /// little, so the order within a Call-ID is the phone's own.
  boolean isNewerThan(Binding other) {
    if (callId.equals(other.callId) && cseq != other.cseq) {
      return cseq > other.cseq;
    }
    long mine = registeredAt.toEpochMilli();
    long others = other.registeredAt.toEpochMilli();
    return mine == others ? edge.compareTo(other.edge) > 0 : mine > others;
  }

  /// Whether this moves nothing but the expiry, and what was shared last is recent. Phones behind
  /// NAT refresh every minute or so; not each refresh needs to be shared, though a restart may then
  /// end the binding that much earlier.
  boolean merelyRefreshes(Binding previous) {
    long shared = previous.sharedAt.toEpochMilli();
    long registered = registeredAt.toEpochMilli();
    long interval = expiresAt.toEpochMilli() - registered;
    return previous.peer.equals(peer)
        && previous.callId.equals(callId)
        && previous.contact.equals(contact)
        && previous.edge.equals(edge)
        && previous.q == q
        && previous.path.equals(path)
        && previous.isCurrent(registeredAt)
        && !expiresAt.isBefore(previous.expiresAt)
        && registered - shared < Math.min(MAX_LAG_MILLIS, interval / 4);
  }
}
