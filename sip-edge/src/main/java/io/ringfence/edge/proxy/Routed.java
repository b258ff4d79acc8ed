package io.ringfence.edge.proxy;

import io.ringfence.edge.proxy.FlowTokens.Path;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Route;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipUri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request's way once our own values are off its Route (RFC 3261 §16.4).
///
/// @param uri the Request-URI; that of the phone when the previous hop routes strictly
/// @param routes what is left
/// @param path of the dialog, when a Route value proves it
/// @param handover the phone of ours that another edge names
record Routed(
    SipUri uri, List<Route> routes, @Nullable Path path, Handovers.@Nullable Named handover) {

  /// Without values of ours.
  Routed(SipUri uri, List<Route> routes) {
    this(uri, routes, null, null);
  }

  static Routed of(SipRequest request, Plumbing plumbing, Instant now) throws SipParseException {
    var uri = request.uri();
    var routes = new ArrayList<>(Route.all(request.headers(), Header.ROUTE));
    Path path = routes.isEmpty() ? null : path(uri, request, plumbing);
    if (path != null) {
      uri = routes.removeLast().uri();
    }
    Handovers.Named handover = null;
    while (!routes.isEmpty()) {
      var first = routes.getFirst().uri();
      var own = path(first, request, plumbing);
      var named =
          own == null ? plumbing.handovers().open(first.user(), request.callId(), now) : null;
      if (own == null && named == null && !plumbing.here().isOwn(first)) {
        break;
      }
      path = own == null ? path : own;
      handover = named == null ? handover : named;
      routes.removeFirst();
    }
    return new Routed(uri, List.copyOf(routes), path, handover);
  }

  /// What other edges have sealed is read by them.
  private static @Nullable Path path(SipUri uri, SipRequest request, Plumbing plumbing) {
    return plumbing.here().isOwn(uri) ? plumbing.tokens().open(uri.user(), request.callId()) : null;
  }

  /// Where a request of the dialog goes.
  Target target(Path way, SipRequest request) {
    return target(way.towards(request).flow());
  }

  /// A next hop that routes strictly finds itself in the Request-URI, and what was there at the end
  /// of the Route (§16.6, step 6).
  Target target(@Nullable Peer flow) {
    if (routes.isEmpty()) {
      return new Target(uri.text(), List.of(), flow, uri);
    }
    var first = routes.getFirst();
    var values = new ArrayList<>(routes.stream().map(Route::text).toList());
    if (first.isLoose()) {
      return new Target(uri.text(), values, flow, first.uri());
    }
    values.removeFirst();
    values.add('<' + uri.text() + '>');
    return new Target(first.uri().text(), values, flow, first.uri());
  }
}
