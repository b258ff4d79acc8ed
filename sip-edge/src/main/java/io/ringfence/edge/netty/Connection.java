package io.ringfence.edge.netty;

import io.netty.channel.Channel;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;

/// An open connection. For the SIP loop only.
record Connection(Channel channel, Peer peer, Pace pace) {

  IpAddress source() {
    return peer.address();
  }

  /// Whether something comes before SIP: a TLS handshake, a WebSocket upgrade, or both.
  static boolean hasHandshake(Transport transport) {
    return transport != Transport.TCP;
  }

  /// Octets that wait to be sent.
  long waitingBytes() {
    var buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }
}
