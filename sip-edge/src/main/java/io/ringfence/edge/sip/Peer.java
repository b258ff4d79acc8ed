package io.ringfence.edge.sip;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;

/// Where a message came from.
public record Peer(IpAddress address, int port, Transport transport) {

  /// Whether the transport itself proves the address.
  public boolean isConnected() {
    return transport != Transport.UDP;
  }
}
