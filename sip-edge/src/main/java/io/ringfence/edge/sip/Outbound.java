package io.ringfence.edge.sip;

import io.ringfence.contracts.event.Transport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The way out: messages that are no answer to what is being received. For the SIP loop.
public interface Outbound {

  /// Sends a message by a flow, soon; what is sent by one flow stays in order.
  ///
  /// @param message handed over, not to be changed
  /// @return `false` when the flow is gone or takes no more: the message is lost, which is a
  ///     transport error (RFC 3261 §8.1.3.1); `true` promises nothing
  boolean send(byte[] message, Peer peer);

  /// Finds the flow by which a server is reached: over UDP the server itself, else a connection to
  /// it, which is opened when there is none.
  ///
  /// @param server as it was located
  /// @param domain whose server it is: over TLS its certificate has to say so (RFC 5922)
  /// @param whenOpen gets the flow, `null` when there is none to be had; called at once or later
  void connect(Peer server, String domain, Consumer<@Nullable Peer> whenOpen);

  /// Whether something could be sent by this flow now.
  boolean isOpen(Peer peer);

  /// Where a peer reaches us, `host:port`: what Via and Record-Route say to it.
  String sentBy(Peer peer);

  /// The transport that a peer reaches us by at [#sentBy].
  default Transport reachedBy(Peer peer) {
    return peer.transport();
  }

  /// Whether this is one of the places where we are reached.
  ///
  /// @param port -1 when none was given
  boolean isHere(String host, int port);
}
