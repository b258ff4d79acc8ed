package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipUri;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way to send a request on.
///
/// @param uri the Request-URI it goes with
/// @param routes the values of Route it goes with
/// @param flow the way to the phone itself, which is not reached otherwise behind NAT; `null` when
///     `next` is to be located
/// @param next whom it is sent to (RFC 3261 §16.6, step 7)
/// @param otherwise what is tried when this leads nowhere
/// @param spare the same phone by another flow, tried when all of that has failed (RFC 5626 §7)
record Target(
    String uri,
    List<String> routes,
    @Nullable Peer flow,
    SipUri next,
    @Nullable Target otherwise,
    @Nullable Target spare) {

  Target(String uri, List<String> routes, @Nullable Peer flow, SipUri next) {
    this(uri, routes, flow, next, null, null);
  }

  Target(
      String uri,
      List<String> routes,
      @Nullable Peer flow,
      SipUri next,
      @Nullable Target otherwise) {
    this(uri, routes, flow, next, otherwise, null);
  }

  /// The same, with one more at the end.
  Target before(Target last) {
    var then = otherwise == null ? last : otherwise.before(last);
    return new Target(uri, routes, flow, next, then, spare);
  }

  /// The same, of a phone that has this flow besides.
  Target sparing(@Nullable Target other) {
    return new Target(uri, routes, flow, next, otherwise, other);
  }
}
