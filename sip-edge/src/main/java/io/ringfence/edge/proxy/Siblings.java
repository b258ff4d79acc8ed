package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.sip.SipResponse;

/// The proxies of the other event loops. A request leaves by the loop of whoever sent it, and its
/// response arrives at the loop of whoever answers: the branch tells where it belongs.
public interface Siblings {

  /// As many as a branch can tell apart.
  int MAX = 32;

  /// There are no others.
  Siblings NONE =
      new Siblings() {
        @Override
        public int own() {
          return 0;
        }

        @Override
        public boolean take(int loop, SipResponse response, Transport transport) {
          return false;
        }
      };

  /// The number of the loop that this proxy is of.
  int own();

  /// Hands a response over.
  ///
  /// @param loop what the branch says, which need not be any, and is not this one
  /// @param transport that it came by
  /// @return whether there is such a loop
  boolean take(int loop, SipResponse response, Transport transport);
}
