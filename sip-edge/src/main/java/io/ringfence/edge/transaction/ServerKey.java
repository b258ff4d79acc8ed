package io.ringfence.edge.transaction;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import java.util.Objects;

/// What a request's server transaction is known by (RFC 3261 §17.2.3), and its source, so that
/// nobody meddles with others' transactions.
///
/// @param id the branch; of a request by RFC 2543 all that it shares with its ACK and CANCEL
/// @param method INVITE also for its ACK
record ServerKey(IpAddress source, String id, String sentBy, int port, String method) {

  static ServerKey of(SipRequest request, Peer peer) {
    return of(request, peer, request.method() == Method.ACK ? "INVITE" : request.methodName());
  }

  /// The key of the INVITE that a CANCEL is about (§9.2).
  static ServerKey cancelled(SipRequest cancel, Peer peer) {
    return of(cancel, peer, "INVITE");
  }

  private static ServerKey of(SipRequest request, Peer peer, String method) {
    var via = request.via();
    String id = via.hasUniqueBranch() ? Objects.requireNonNull(via.branch()) : old(request);
    return new ServerKey(peer.address(), id, via.host(), via.port(), method);
  }

  private static String old(SipRequest request) {
    return String.join(
        "\n",
        request.uri().text(),
        String.valueOf(request.from().tag()),
        request.callId(),
        Long.toString(request.cseq().number()),
        String.valueOf(request.via().branch()));
  }
}
