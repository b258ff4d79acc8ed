package io.ringfence.local.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// SIP over UDP from a chosen address.
public final class UdpSocket implements SipSocket {

  private static final int MAX_BYTES = 65_535;
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  private final DatagramSocket socket;

  public UdpSocket(InetAddress from, InetSocketAddress to) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(from, 0));
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.connect(to);
  }

  @Override
  public String transport() {
    return "UDP";
  }

  @Override
  public String sentBy() {
    return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  @Override
  public void send(byte[] message) throws IOException {
    socket.send(new DatagramPacket(message, message.length));
  }

  @Override
  public Optional<SipMessage> receive(Duration limit) throws IOException {
    var packet = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
    socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
    try {
      socket.receive(packet);
      return Optional.of(SipMessage.parse(Arrays.copyOf(packet.getData(), packet.getLength())));
    } catch (SocketTimeoutException | PortUnreachableException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
