package io.ringfence.local.sip;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// How a phone sends and receives.
public sealed interface SipSocket extends AutoCloseable permits UdpSocket, TcpSocket {

  /// As in a Via header: `UDP` or `TCP`.
  String transport();

  /// The own address, like `127.0.0.2:40000`.
  String sentBy();

  void send(byte[] message) throws IOException;

  /// The next message; empty when none came in time, or the peer closed the connection.
  Optional<SipMessage> receive(Duration limit) throws IOException;

  @Override
  void close() throws IOException;
}
