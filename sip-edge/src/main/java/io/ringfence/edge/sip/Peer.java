package io.ringfence.edge.sip;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;

/// A way to a peer, which messages come and go by: a flow (RFC 5626 §3). For a connected transport
/// it is the connection, so a later one from the same port is another flow.
///
/// @param connection what [Outbound] knows the connection by; 0 for UDP, and for a connection that
///     is not known to be open, as one from before a restart
public record Peer(IpAddress address, int port, Transport transport, long connection) {

  /// Without a connection.
  public Peer(IpAddress address, int port, Transport transport) {
    this(address, port, transport, 0);
  }

  /// Whether the transport itself proves the address.
  public boolean isConnected() {
    return transport != Transport.UDP;
  }
}
