package io.ringfence.local.sip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// SIP over one TCP connection from a chosen address.
public final class TcpSocket implements SipSocket {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int MAX_BYTES = 65_535;

  private final Socket socket = new Socket();

  public TcpSocket(InetAddress from, InetSocketAddress to) throws IOException {
    socket.bind(new InetSocketAddress(from, 0));
    socket.setTcpNoDelay(true);
    socket.connect(to, CONNECT_MILLIS);
  }

  @Override
  public String transport() {
    return "TCP";
  }

  @Override
  public String sentBy() {
    return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  @Override
  public void send(byte[] message) throws IOException {
    socket.getOutputStream().write(message);
  }

  @Override
  public Optional<SipMessage> receive(Duration limit) throws IOException {
    socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
    try {
      var head = new ByteArrayOutputStream();
      while (!endsWithEmptyLine(head)) {
        int next = socket.getInputStream().read();
        if (next < 0 || head.size() == MAX_BYTES) {
          return Optional.empty();
        }
        head.write(next);
      }
      var message = SipMessage.parse(head.toByteArray());
      int length = message.header("Content-Length").map(Integer::parseInt).orElse(0);
      socket.getInputStream().skipNBytes(length);
      return Optional.of(message);
    } catch (SocketTimeoutException | SocketException e) {
      return Optional.empty();
    }
  }

  private static boolean endsWithEmptyLine(ByteArrayOutputStream head) {
    return head.size() > 4 && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
