package io.ringfence.notifier;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/// A real SMTP server that keeps what it accepts, byte for byte, and refuses whom it is told
/// to.
final class Mailbox {

  /// @param raw headers and body as they were on the wire
  record Received(String from, String recipient, String raw) {

    List<String> header(String name) {
      return headers()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }

    private java.util.stream.Stream<String> headers() {
      return raw.substring(0, raw.indexOf("\r\n\r\n")).lines();
    }

    String body() {
      return raw.substring(raw.indexOf("\r\n\r\n") + 4).replace("\r\n", "\n");
    }
  }

  private final int port;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private volatile Runnable onAcceptance = () -> {};
  private SMTPServer server;

  Mailbox(int port) {
    this.port = port;
  }

  void start() {
    server =
        SMTPServer.port(port)
            .bindAddress(InetAddress.getLoopbackAddress())
            .messageHandlerFactory(Handler::new)
            .build();
    server.start();
  }

  void stop() {
    server.stop();
  }

  void refuse(String recipient) {
    refused.add(recipient);
  }

  /// Runs once, when the next mail has been taken and before the client is told so.
  void onNextAcceptance(Runnable action) {
    onAcceptance =
        () -> {
          onAcceptance = () -> {};
          action.run();
        };
  }

  List<Received> about(String source) {
    return received.stream()
        .filter(mail -> mail.raw().contains("blocked " + source + " "))
        .toList();
  }

  private final class Handler implements MessageHandler {

    private String from;
    private String recipient;

    Handler(MessageContext context) {}

    @Override
    public void from(String sender) {
      from = sender;
    }

    @Override
    public void recipient(String address) throws RejectException {
      if (refused.contains(address)) {
        throw new RejectException(550, "no such user here");
      }
      recipient = address;
    }

    @Override
    public String data(InputStream data) throws IOException {
      received.add(
          new Received(from, recipient, new String(data.readAllBytes(), StandardCharsets.UTF_8)));
      onAcceptance.run();
      return null;
    }

    @Override
    public void done() {}
  }
}
