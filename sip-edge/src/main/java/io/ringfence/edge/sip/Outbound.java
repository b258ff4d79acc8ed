package io.ringfence.edge.sip;

/// The way out: messages that are no answer to what is being received. For the SIP loop.
public interface Outbound {

  /// Sends a message by a flow, soon; what is sent by one flow stays in order.
  ///
  /// @param message handed over, not to be changed
  /// @return `false` when the flow is gone or takes no more: the message is lost, which is a
  ///     transport error (RFC 3261 §8.1.3.1); `true` promises nothing
  boolean send(byte[] message, Peer peer);

  /// Whether something could be sent by this flow now.
  boolean isOpen(Peer peer);

  /// Where a peer reaches us, `host:port`: what Via and Record-Route say to it.
  String sentBy(Peer peer);

  /// Whether this is one of the places where we are reached.
  ///
  /// @param port -1 when none was given
  boolean isHere(String host, int port);
}
