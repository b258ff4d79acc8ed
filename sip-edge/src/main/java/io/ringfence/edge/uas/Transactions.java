package io.ringfence.edge.uas;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Completed non-INVITE server transactions over UDP (RFC 3261 §17.2.2): a retransmission gets the
/// same answer until Timer J fires, and is not evaluated again. Not for several threads.
///
/// Only requests with wrong credentials have one. All other answers are made anew: a challenge
/// costs no memory, so an unauthenticated sender cannot use any up (§26.3.2.4), and repeating a
/// registration changes nothing. They end in the order they began, so the eldest is always the
/// first to go. A table that is full, of entries or of octets, gives it up early, which is counted.
/// An unusually large answer is not kept: a retransmission of its request gets silence.
final class Transactions {

  private static final int MAX_REPLY_BYTES = 2_048;
  private static final int USUAL_BYTES = 1_024;
  private static final long TIMER_J_MILLIS = Duration.ofSeconds(32).toMillis();

  /// The matching rules of §17.2.3. Of a branch without the magic cookie only the whole request
  /// makes a transaction.
  private record Key(
      IpAddress source, String branch, String sentBy, int port, String callId, long cseq) {

    int octets() {
      return branch.length() + sentBy.length() + callId.length();
    }
  }

  /// @param reply `null` when it was too large to be kept
  record Completed(@Nullable Reply reply, long endsAtMillis) {

    private int octets() {
      return reply == null ? 0 : reply.message().length;
    }
  }

  private final int maxTransactions;
  private final LinkedHashMap<Key, Completed> completed = new LinkedHashMap<>();
  private final long maxOctets;
  private long octets;
  private long evicted;

  Transactions(int maxTransactions) {
    this.maxTransactions = maxTransactions;
    this.maxOctets = (long) maxTransactions * USUAL_BYTES;
  }

  /// The transaction that the request repeats.
  @Nullable Completed find(SipRequest request, Peer peer, long nowMillis) {
    if (peer.isConnected() || completed.isEmpty()) {
      return null;
    }
    var transaction = completed.get(key(request, peer));
    return transaction == null || nowMillis >= transaction.endsAtMillis ? null : transaction;
  }

  void completed(SipRequest request, Peer peer, Reply reply, long nowMillis) {
    if (peer.isConnected()) {
      return;
    }
    sweep(nowMillis);
    if (completed.size() >= maxTransactions) {
      removeEldest();
      evicted++;
    }
    var key = key(request, peer);
    var kept = reply.message().length <= MAX_REPLY_BYTES ? reply : null;
    var transaction = new Completed(kept, nowMillis + TIMER_J_MILLIS);
    var previous = completed.put(key, transaction);
    octets += size(key, transaction) - (previous == null ? 0 : size(key, previous));
    while (octets > maxOctets && completed.size() > 1) {
      removeEldest();
      evicted++;
    }
  }

  private static int size(Key key, Completed transaction) {
    return key.octets() + transaction.octets();
  }

  private void removeEldest() {
    Map.@Nullable Entry<Key, Completed> eldest = completed.pollFirstEntry();
    if (eldest != null) {
      octets -= size(eldest.getKey(), eldest.getValue());
    }
  }

  void sweep(long nowMillis) {
    Map.@Nullable Entry<Key, Completed> eldest = completed.firstEntry();
    while (eldest != null && nowMillis >= eldest.getValue().endsAtMillis) {
      removeEldest();
      eldest = completed.firstEntry();
    }
  }

  private static Key key(SipRequest request, Peer peer) {
    var via = request.via();
    String branch = via.hasUniqueBranch() ? via.branch() : request.from().tag();
    return new Key(
        peer.address(),
        branch == null ? "" : branch,
        via.host(),
        via.port(),
        request.callId(),
        request.cseq().number());
  }

  int size() {
    return completed.size();
  }

  long evicted() {
    return evicted;
  }
}
