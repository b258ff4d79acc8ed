package io.ringfence.local.soak;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Those who send what makes no sense, and who connect and leave, in every way.
final class Strangers {

  private static final int PATIENCE_MILLIS = 2_000;
  private static final String OPTIONS =
      """
      OPTIONS sip:ringfence.local SIP/2.0
      Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK%d;rport
      Max-Forwards: 70
      From: <sip:soak@ringfence.local>;tag=1
      To: <sip:ringfence.local>
      Call-ID: soak-%d
      CSeq: 1 OPTIONS
      Content-Length: 0

      """
          .replace("\n", "\r\n");
  private static final String UPGRADE =
      """
      GET / HTTP/1.1
      Host: edge
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Protocol: sip

      """
          .replace("\n", "\r\n");

  private final SplittableRandom random = new SplittableRandom(20_261_122L);
  private final SSLContext tls = trusting();

  /// One datagram with a few octets of a good request changed, cut or doubled.
  Player.Turn malformed(InetSocketAddress server) {
    return number -> {
      byte[] message = OPTIONS.formatted(number, number).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 4; i++) {
        message[random.nextInt(message.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(message.length) : message.length;
      var from = InetAddress.getByName("127.7.0." + (1 + number % 50));
      try (var socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
        socket.send(new DatagramPacket(message, length, server));
      }
      return true;
    };
  }

  /// One connection: asks and reads its answer, leaves in the midst of a message or a handshake, or
  /// says nothing.
  Player.Turn connection(InetSocketAddress server, boolean isTls, boolean isWebSocket) {
    return number -> {
      try (var plain = new Socket()) {
        var from = InetAddress.getByName("127.6.0." + (1 + number % 50));
        plain.bind(new InetSocketAddress(from, 0));
        plain.connect(server, PATIENCE_MILLIS);
        plain.setSoTimeout(PATIENCE_MILLIS);
        if (isTls && number % 5 == 4) {
          plain.getOutputStream().write(new byte[] {0x16, 3, 1, 1});
          return true;
        }
        var socket = isTls ? handshake(plain) : plain;
        String text = isWebSocket ? UPGRADE : OPTIONS.formatted(number, number);
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        int length = number % 3 == 0 ? random.nextInt(message.length) : message.length;
        socket.getOutputStream().write(message, 0, length);
        if (length < message.length) {
          return true;
        }
        byte[] status = socket.getInputStream().readNBytes(12);
        return new String(status, StandardCharsets.US_ASCII)
            .matches(isWebSocket ? "HTTP/1.1 101" : "SIP/2.0 200 ");
      }
    };
  }

  private Socket handshake(Socket plain) throws IOException {
    var socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "edge", plain.getPort(), true);
    socket.startHandshake();
    return socket;
  }

  private static SSLContext trusting() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The suite's own certificate is signed by itself.
  private static final class Anybody implements X509TrustManager {

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
