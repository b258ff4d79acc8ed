package io.ringfence.edge;

import io.ringfence.contracts.event.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Phones over every transport, from any loopback address, to the edge's on the same family.
public final class Phones {

  private static final int PATIENCE_MILLIS = 3_000;

  private Phones() {}

  public static SipPhone over(Transport transport, String from, EdgeFixture edge)
      throws IOException {
    var local = InetAddress.ofLiteral(from);
    var server = new InetSocketAddress(loopback(local), edge.port(transport));
    return switch (transport) {
      case UDP -> {
        var socket = new DatagramSocket(new InetSocketAddress(local, 0));
        socket.connect(server);
        yield SipPhone.over(socket);
      }
      case TCP -> SipPhone.over("TCP", connect(local, server));
      case TLS -> SipPhone.over("TLS", encrypt(connect(local, server)));
      case WS -> WebSocketPhone.connect("ws", local, server, trustAll());
      case WSS -> WebSocketPhone.connect("wss", local, server, trustAll());
      case HTTP, UNKNOWN -> throw new IllegalArgumentException(transport.wireName());
    };
  }

  private static InetAddress loopback(InetAddress local) {
    return InetAddress.ofLiteral(local instanceof java.net.Inet6Address ? "::1" : "127.0.0.1");
  }

  static Socket connect(InetAddress local, InetSocketAddress server) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(local, 0));
    socket.connect(server, PATIENCE_MILLIS);
    return socket;
  }

  static SSLSocket encrypt(Socket socket) throws IOException {
    var encrypted =
        (SSLSocket)
            trustAll().getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    encrypted.setSoTimeout((int) Duration.ofSeconds(5).toMillis());
    encrypted.startHandshake();
    return encrypted;
  }

  /// These tests are of the edge, not of who signs its certificate.
  static SSLContext trustAll() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
