package io.ringfence.edge.call;

import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Route;
import io.ringfence.edge.sip.SipUri;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One side of a dialog, as a request that is sent to it needs to know it (RFC 3261 §12.1).
///
/// @param identity the value of From or To that names it, with its tag, one octet a character
/// @param target its Contact, which a target refresh changes; `null` when it told none
/// @param routes the route set between this server and it, the hop next to this server first
/// @param flow the way its requests come by; `null` when it is found by its routes and target
/// @param sequence the highest CSeq that it has used in this dialog; -1 when it has sent nothing
public record Party(
    String identity,
    @Nullable SipUri target,
    List<Route> routes,
    @Nullable Peer flow,
    long sequence) {

  public Party {
    routes = List.copyOf(routes);
  }

  Party sent(long number) {
    return number <= sequence ? this : new Party(identity, target, routes, flow, number);
  }

  Party at(@Nullable SipUri contact) {
    return contact == null ? this : new Party(identity, contact, routes, flow, sequence);
  }

  /// Where a request to it goes next.
  public @Nullable SipUri next() {
    return routes.isEmpty() ? target : routes.getFirst().uri();
  }
}
