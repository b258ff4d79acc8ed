package io.ringfence.firewall.nft;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/// Real packets over loopback, on the calling thread and in its network namespace.
final class Packets {

  /// Nothing is lost on loopback, so what does not arrive within this was dropped.
  private static final int WAIT_MILLIS = 150;

  private Packets() {}

  /// Whether a datagram from one address reaches another's port.
  static boolean udp(String from, String to, int port) throws IOException {
    try (var server = new DatagramSocket(new InetSocketAddress(to, port));
        var client = new DatagramSocket(new InetSocketAddress(from, 0))) {
      server.setSoTimeout(WAIT_MILLIS);
      client.send(new DatagramPacket(new byte[] {1}, 1, InetAddress.getByName(to), port));
      server.receive(new DatagramPacket(new byte[1], 1));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /// Whether a connection from one address to another's port is made.
  static boolean tcp(String from, String to, int port) throws IOException {
    try (var _ = new ServerSocket(port, 1, InetAddress.getByName(to));
        var client = new Socket()) {
      client.bind(new InetSocketAddress(from, 0));
      client.connect(new InetSocketAddress(to, port), WAIT_MILLIS);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /// An established connection, and whether bytes still get from the client to the server.
  static final class Flow implements AutoCloseable {

    private final ServerSocket listening;
    private final Socket client = new Socket();
    private final Socket server;

    Flow(String from, String to, int port) throws IOException {
      listening = new ServerSocket(port, 1, InetAddress.getByName(to));
      client.bind(new InetSocketAddress(from, 0));
      client.connect(new InetSocketAddress(to, port), WAIT_MILLIS);
      server = listening.accept();
      server.setSoTimeout(WAIT_MILLIS);
    }

    boolean lives() throws IOException {
      client.getOutputStream().write(1);
      try {
        return server.getInputStream().read() == 1;
      } catch (SocketTimeoutException e) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
      listening.close();
    }
  }
}
