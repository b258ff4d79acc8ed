package io.ringfence.guard.sensor;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/// One connection to Asterisk's manager, logged in for security events alone. Confined to one
/// thread.
final class AmiConnection implements AutoCloseable {

  private static final int SETTLING_MILLIS = (int) AmiMessages.HELD.toMillis() / 2;

  private static final int CONNECT_MILLIS = 5_000;

  private final Socket socket;
  private final InputStream in;
  private final AmiMessages messages = new AmiMessages();
  private final StringBuilder line = new StringBuilder();
  private final int silence;
  private boolean pinged;

  /// @param silence after which the manager is asked whether it is still there, and given up the
  ///     second time
  AmiConnection(String host, int port, Duration silence) throws IOException {
    this.silence = (int) silence.toMillis();
    this.socket = new Socket();
    socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
  }

  void login(String user, String secret) throws IOException {
    send("Action: Login\r\nUsername: " + user + "\r\nSecret: " + secret + "\r\nEvents: security");
  }

  /// Hands over what comes, until the connection ends.
  ///
  /// @throws IOException always: that is how it ends
  void follow(Consumer<Map<String, String>> handler) throws IOException {
    readLine();
    while (true) {
      try {
        socket.setSoTimeout(messages.isHolding() ? SETTLING_MILLIS : silence);
        messages.line(readLine(), System.nanoTime());
      } catch (SocketTimeoutException e) {
        if (!messages.isHolding()) {
          ask(e);
        }
      }
      messages.due(System.nanoTime()).forEach(handler);
    }
  }

  private void ask(SocketTimeoutException silent) throws IOException {
    if (pinged) {
      throw silent;
    }
    pinged = true;
    send("Action: Ping");
  }

  /// The line begun before a timeout is kept and goes on.
  private String readLine() throws IOException {
    while (true) {
      int c = in.read();
      pinged = false;
      if (c < 0) {
        throw new IOException("the manager closed the connection");
      }
      if (c == '\n') {
        int length = line.length();
        boolean ends = length > 0 && line.charAt(length - 1) == '\r';
        String whole = line.substring(0, ends ? length - 1 : length);
        line.setLength(0);
        return utf8(whole);
      }
      if (line.length() >= AmiMessages.MAX_LINE) {
        throw new IOException("the manager sent a line longer than " + AmiMessages.MAX_LINE);
      }
      line.append((char) c);
    }
  }

  private static String utf8(String latin) {
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  int takeForged() {
    return messages.takeForged();
  }

  private void send(String action) throws IOException {
    socket.getOutputStream().write((action + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
