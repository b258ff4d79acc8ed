package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.CallDirection;
import io.ringfence.edge.proxy.Decision.Forward;
import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Route;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.transaction.Sender;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where requests go when a PBX behind us owns the accounts: from everybody to the PBX, and from
/// the PBX to the phones that have registered with it through us. Nothing goes anywhere else,
/// whatever a message says.
final class PbxRouting {

  private final Plumbing plumbing;
  private final Upstreams pbx;
  private final Location location;
  private final ReturnRoutes returnRoutes;
  private final ReturnRoute how;

  PbxRouting(
      Plumbing plumbing,
      Upstreams pbx,
      Location location,
      ReturnRoutes returnRoutes,
      ReturnRoute how) {
    this.plumbing = plumbing;
    this.pbx = pbx;
    this.location = location;
    this.returnRoutes = returnRoutes;
    this.how = how;
  }

  /// Decides on a request that is not of a dialog which passed here.
  ///
  /// @param sender who it is counted for
  Decision begin(SipRequest request, Routed routed, Peer peer, Sender sender, Instant now)
      throws SipParseException {
    return pbx.has(peer.address())
        ? toPhone(request, routed, peer, now)
        : toPbx(request, routed, peer, sender);
  }

  private Decision toPbx(SipRequest request, Routed routed, Peer peer, Sender sender)
      throws SipParseException {
    for (Route route : routed.routes()) {
      if (!pbx.isAt(route.uri()) && !plumbing.here().domain().names(route.uri())) {
        return Decision.Refuse.with(Status.FORBIDDEN);
      }
    }
    Registration registration = null;
    if (request.method() == Method.REGISTER) {
      String account = request.to().uri().user();
      if (account == null) {
        return new Decision.Refuse(Status.BAD_REQUEST, "To names no account");
      }
      registration = Registration.of(request, account, plumbing.here(), returnRoutes, how);
    }
    var routes = routed.routes().stream().map(Route::text).toList();
    var target = pbx.way(uri(routed.uri()), routes);
    return target == null
        ? Decision.Refuse.with(Status.SERVICE_UNAVAILABLE)
        : Forward.to(
            target,
            new Forwarded(request, peer, true, 0, sender, null, registration),
            new Purpose.Beginning(
                CallDirection.OUTGOING,
                request.from().uri().user(),
                Upstreams.name(target.next())));
  }

  /// A phone that was told our address instead of the domain names us, where it means the PBX.
  private String uri(SipUri uri) {
    return plumbing.here().isPlace(uri)
        ? uri.withHost(plumbing.here().domain().name())
        : uri.text();
  }

  private Decision toPhone(SipRequest request, Routed routed, Peer peer, Instant now)
      throws SipParseException {
    var binding = binding(request, routed, now);
    if (binding != null) {
      boolean isNamedByUs = returnRoutes.find(routed.uri().user(), now) != null;
      var uri = isNamedByUs ? SipUri.parse(binding.contact()) : routed.uri();
      var routes = routed.routes().stream().map(Route::text).toList();
      var target =
          routes.isEmpty()
              ? location.way(binding, uri, request.callId(), now)
              : new Target(uri.text(), routes, binding.peer(), uri);
      return fromPbx(request, peer, target);
    }
    var flow = location.flow(routed.uri(), plumbing.outbound()::isOpen, now);
    return flow == null
        ? Decision.Refuse.with(Status.NOT_FOUND)
        : fromPbx(request, peer, new Target(routed.uri().text(), List.of(), flow, routed.uri()));
  }

  private Forward fromPbx(SipRequest request, Peer peer, Target target) {
    return Forward.to(
        target,
        new Forwarded(request, peer, false, 0, new Sender.Trusted()),
        new Purpose.Beginning(
            CallDirection.INCOMING, request.to().uri().user(), pbx.name(peer.address())));
  }

  /// The phone that the PBX means, by its Path or by the contact that we made of its own.
  private @Nullable Binding binding(SipRequest request, Routed routed, Instant now)
      throws SipParseException {
    for (Route route : Route.all(request.headers(), Header.ROUTE)) {
      if (!plumbing.here().isPlace(route.uri())) {
        break;
      }
      var binding = returnRoutes.find(route.uri().user(), now);
      if (binding != null) {
        return binding;
      }
    }
    return returnRoutes.find(routed.uri().user(), now);
  }

  /// A dialog's other side that is no phone is the PBX. Whoever got hold of a token must not have
  /// anything sent elsewhere by it.
  Target confined(Target target) {
    if (pbx.isAt(target.next())) {
      return target;
    }
    var way = pbx.way(target.uri(), target.routes());
    return way == null ? target : way;
  }
}
