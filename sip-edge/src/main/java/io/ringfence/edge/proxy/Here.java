package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Via;
import java.util.List;
import java.util.Locale;

/// How this proxy names itself in Via and Record-Route.
final class Here {

  private final Domain domain;
  private final Outbound outbound;

  Here(Domain domain, Outbound outbound) {
    this.domain = domain;
    this.outbound = outbound;
  }

  Domain domain() {
    return domain;
  }

  String via(Peer next, String branch) {
    return "SIP/2.0/%s %s;rport;branch=%s"
        .formatted(next.transport().name(), outbound.sentBy(next), branch);
  }

  /// Whether an element of Via is of this proxy.
  boolean isOwn(Via via) {
    return outbound.isHere(via.host(), via.port());
  }

  /// Whether a Route value without a token leads here.
  boolean isOwn(SipUri uri) {
    return domain.names(uri) || outbound.isHere(uri.host(), uri.port());
  }

  /// The values of Record-Route, the one for the next hop first; two when both sides reach us in
  /// different ways (RFC 5658).
  List<String> recordRoutes(String token, Peer next, Peer previous) {
    String first = recordRoute(token, next);
    String second = recordRoute(token, previous);
    return first.equals(second) ? List.of(first) : List.of(first, second);
  }

  private String recordRoute(String token, Peer peer) {
    return '<' + uri(token, peer) + ";lr>";
  }

  /// The URI by which a peer reaches us.
  String uri(String user, Peer peer) {
    var transport = outbound.reachedBy(peer);
    String parameter =
        transport == Transport.UDP ? "" : ";transport=" + transport.name().toLowerCase(Locale.ROOT);
    return "sip:%s@%s%s".formatted(user, outbound.sentBy(peer), parameter);
  }

  /// Whether a URI names one of the places where we are reached.
  boolean isPlace(SipUri uri) {
    return outbound.isHere(uri.host(), uri.port());
  }
}
