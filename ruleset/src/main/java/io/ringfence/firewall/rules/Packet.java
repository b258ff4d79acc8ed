package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.net.IpAddress;

/// A packet as far as the rules look at it.
///
/// @param port the destination's
/// @param local whether it is for the node itself, not only forwarded by it
public record Packet(IpAddress source, Protocol protocol, int port, boolean local) {

  /// One for the node itself.
  public static Packet to(Protocol protocol, int port, IpAddress source) {
    return new Packet(source, protocol, port, true);
  }
}
