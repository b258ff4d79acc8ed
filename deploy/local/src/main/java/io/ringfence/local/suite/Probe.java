package io.ringfence.local.suite;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.contracts.bus.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Asks a process whether it does its job, in its own protocol.
final class Probe {

  private static final int TIMEOUT_MILLIS = 2_000;
  private static final String LOOPBACK = "127.0.0.1";

  private Probe() {}

  /// Why the component is not ready; empty when it is.
  static Optional<String> notReady(Component component, int port) {
    try {
      return switch (component) {
        case POSTGRESQL -> talk(port, Probe::postgres);
        case KAFKA -> talk(port, Probe::kafka);
        case MAILBOX -> talk(port, Probe::smtp);
        case SIP_EDGE, AUTH_GUARD, FIREWALL_SERVICE, NOTIFIER, ADMIN_API -> health(port);
      };
    } catch (IOException e) {
      return Optional.of("port " + port + " does not answer: " + e.getMessage());
    }
  }

  /// The port to ask.
  static Listener listener(Component component) {
    return switch (component) {
      case POSTGRESQL -> Listener.POSTGRES;
      case KAFKA -> Listener.KAFKA;
      case MAILBOX -> Listener.SMTP;
      case SIP_EDGE, AUTH_GUARD, FIREWALL_SERVICE, NOTIFIER, ADMIN_API ->
          Listener.management(component);
    };
  }

  private interface Dialogue {
    Optional<String> talk(DataInputStream in, OutputStream out) throws IOException;
  }

  private static Optional<String> talk(int port, Dialogue dialogue) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return dialogue.talk(new DataInputStream(socket.getInputStream()), socket.getOutputStream());
    }
  }

  /// A start-up message (protocol 3.0) is answered by `R`, a request to authenticate, or by `E`
  /// while the server is starting.
  private static Optional<String> postgres(DataInputStream in, OutputStream out)
      throws IOException {
    byte[] parameters =
        "user\0ringfence\0database\0ringfence\0\0".getBytes(StandardCharsets.US_ASCII);
    var message = new ByteArrayOutputStream();
    var data = new DataOutputStream(message);
    data.writeInt(8 + parameters.length);
    data.writeInt(3 << 16);
    data.write(parameters);
    out.write(message.toByteArray());
    return in.readByte() == 'R' ? Optional.empty() : Optional.of("it does not take connections");
  }

  /// An ApiVersions request (key 18, version 0) is answered with its correlation id.
  private static Optional<String> kafka(DataInputStream in, OutputStream out) throws IOException {
    int correlation = 4711;
    var message = new ByteArrayOutputStream();
    var data = new DataOutputStream(message);
    data.writeInt(10);
    data.writeShort(18);
    data.writeShort(0);
    data.writeInt(correlation);
    data.writeShort(-1);
    out.write(message.toByteArray());
    in.readInt();
    return in.readInt() == correlation
        ? Optional.empty()
        : Optional.of("it does not speak Kafka's protocol");
  }

  private static Optional<String> smtp(DataInputStream in, OutputStream out) throws IOException {
    String greeting = new String(in.readNBytes(3), StandardCharsets.US_ASCII);
    out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
    return greeting.equals("220") ? Optional.empty() : Optional.of("it greets with " + greeting);
  }

  private static Optional<String> health(int port) throws IOException {
    var connection =
        (HttpURLConnection)
            URI.create("http://" + LOOPBACK + ":" + port + "/q/health/ready")
                .toURL()
                .openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try {
      int status = connection.getResponseCode();
      if (status == 200) {
        return Optional.empty();
      }
      try (InputStream body = connection.getErrorStream()) {
        return Optional.of(body == null ? "health says " + status : reasons(body.readAllBytes()));
      }
    } finally {
      connection.disconnect();
    }
  }

  /// The checks that are down with what they say, such as `kafka: {"reason":"away"}`.
  static String reasons(byte[] health) {
    try {
      return StreamSupport.stream(
              Json.read(health, JsonNode.class).path("checks").spliterator(), false)
          .filter(check -> !check.path("status").asText().equals("UP"))
          .map(check -> check.path("name").asText() + ": " + data(check.path("data")))
          .collect(Collectors.joining("; "));
    } catch (IllegalArgumentException e) {
      return "health answers what cannot be read";
    }
  }

  private static String data(JsonNode data) {
    return data.isMissingNode() ? "down" : data.toString();
  }
}
