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
record Target(
    String uri, List<String> routes, @Nullable Peer flow, SipUri next, @Nullable Target otherwise) {

  Target(String uri, List<String> routes, @Nullable Peer flow, SipUri next) {
    this(uri, routes, flow, next, null);
  }

  /// The same, with one more at the end.
  Target before(Target last) {
    return new Target(uri, routes, flow, next, otherwise == null ? last : otherwise.before(last));
  }
}
