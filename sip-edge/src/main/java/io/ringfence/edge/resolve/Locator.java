package io.ringfence.edge.resolve;

import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipUri;
import java.util.List;
import java.util.function.Consumer;

/// Finds the servers that a URI leads to (RFC 3263 §4). For the SIP loop.
public interface Locator {

  /// @param whenKnown gets the servers in the order they are to be tried, none when there is none;
  ///     called at once or later, by the SIP loop
  void locate(SipUri uri, Consumer<List<Peer>> whenKnown);

  /// A server did not answer: for a while it is tried after all others.
  void failed(Peer server);

  /// Whether a server did not answer a while ago.
  boolean isSuspect(Peer server);
}
