package io.ringfence.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A phone's wire over the JDK's WebSocket.
final class WebSocketPhone implements SipPhone.Wire, WebSocket.Listener {

  private static final String CLOSED = "";

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private @Nullable HttpClient client;
  private @Nullable WebSocket socket;

  private WebSocketPhone() {}

  /// @throws IOException when the connection or the upgrade is refused
  static SipPhone connect(
      String scheme, InetAddress local, InetSocketAddress server, SSLContext trust)
      throws IOException {
    var phone = new WebSocketPhone();
    phone.open(scheme, local, server, trust);
    return new SipPhone(SipPhone.hostText(local), scheme.toUpperCase(java.util.Locale.ROOT), phone);
  }

  private void open(String scheme, InetAddress local, InetSocketAddress server, SSLContext trust)
      throws IOException {
    var uri =
        URI.create(
            scheme + "://" + SipPhone.hostText(server.getAddress()) + ":" + server.getPort() + "/");
    client = HttpClient.newBuilder().localAddress(local).sslContext(trust).build();
    try {
      socket =
          client
              .newWebSocketBuilder()
              .subprotocols("sip")
              .connectTimeout(Duration.ofSeconds(3))
              .buildAsync(uri, this)
              .join();
    } catch (CompletionException e) {
      throw new IOException("refused", e);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      received.add(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    return onText(from, StandardCharsets.UTF_8.decode(data), last);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    received.add(CLOSED);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    received.add(CLOSED);
  }

  @Override
  public void send(String message) throws IOException {
    try {
      java.util.Objects.requireNonNull(socket).sendText(message, true).join();
    } catch (CompletionException e) {
      throw new IOException("closed", e);
    }
  }

  @Override
  public Optional<String> receive(Duration patience) {
    try {
      String text = received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.ofNullable(text).filter(message -> !message.equals(CLOSED));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// The JDK's WebSocket does not tell; Contact means nothing here (RFC 7118 §5).
  @Override
  public int port() {
    return 9;
  }

  @Override
  public void close() {
    java.util.Objects.requireNonNull(socket).abort();
    java.util.Objects.requireNonNull(client).close();
  }
}
