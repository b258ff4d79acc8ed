package io.ringfence.edge;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.event.Transport;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Calls from one transport and address family to another: set up by the caller, ended by the
/// phone that was called. What each side sends follows from what it has received, as RFC 3261 says.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(TlsFolder.class)
class CallsOverTransportsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String URI = "sip:952@ringfence.local";
  private static final Collector<CharSequence, ?, String> ROUTES =
      Collectors.joining("\r\nRoute: ", "Route: ", "\r\n");

  @Inject EdgeFixture edge;

  private final String callId = "call-" + System.nanoTime();

  @ParameterizedTest
  @CsvSource({
    "UDP, 127.0.10.1, TLS, 127.0.10.2",
    "TCP, 127.0.10.3, UDP, 127.0.10.4",
    "TLS, 127.0.10.5, WSS, 127.0.10.6",
    "WS, 127.0.10.7, TCP, 127.0.10.8",
    "WSS, 127.0.10.9, WS, 127.0.10.10",
    "UDP, ::1, UDP, 127.0.10.11",
    "UDP, 127.0.10.12, TLS, ::1"
  })
  void peersTalk(Transport from, String source, Transport to, String destination)
      throws IOException {
    Assumptions.assumeTrue(
        TlsFolder.hasIpv6() || !(source + destination).contains("::"), "this machine has no ::1");
    edge.ready();
    edge.account("951", "secret");
    edge.account("952", "secret");
    try (var caller = Phones.over(from, source, edge);
        var called = Phones.over(to, destination, edge)) {
      await().until(() -> caller.register("951", "secret", "SHA-256").status() == 200);
      await().until(() -> called.register("952", "secret", "SHA-256").status() == 200);

      caller.send(invite(1, ""));
      String challenge = next(caller, "SIP/2.0 407 ");
      caller.send(ack(URI, "", challenge, 1));
      String nonce = first(challenge, "nonce=\"([^\"]*)\"");
      caller.send(
          invite(2, SipPhone.credentials("INVITE", URI, "951", "secret", "SHA-256", nonce)));

      String invite = next(called, "INVITE ");
      called.send(response("180 Ringing", invite, "b"));
      called.send(response("200 OK", invite, "b"));
      next(caller, "SIP/2.0 180 ");
      String ok = next(caller, "SIP/2.0 200 ");
      caller.send(ack(contact(ok), routes(ok).reversed().stream().collect(ROUTES), ok, 2));
      next(called, "ACK ");

      called.send(bye(invite));
      caller.send(response("200 OK", next(caller, "BYE "), ""));
      next(called, "SIP/2.0 200 ");
    } finally {
      edge.deleteAccount("951");
      edge.deleteAccount("952");
    }
  }

  /// The next message that begins so; others before it are passed over.
  private static String next(SipPhone phone, String start) throws IOException {
    var before = new StringBuilder();
    while (true) {
      String message =
          phone
              .hear(PATIENCE)
              .orElseThrow(() -> new AssertionError("no " + start + "after\n" + before));
      if (message.startsWith(start)) {
        return message;
      }
      before.append(message);
    }
  }

  private static String first(String message, String pattern) {
    return Pattern.compile(pattern)
        .matcher(message)
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + pattern + " in\n" + message));
  }

  private static String field(String message, String name) {
    return first(message, "(?im)^" + name + ":\\s*(.*?)\\r?$");
  }

  private static List<String> fields(String message, String name) {
    return Pattern.compile("(?im)^" + name + ":\\s*(.*?)\\r?$")
        .matcher(message)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static String contact(String message) {
    return first(field(message, "Contact"), "<([^>]*)>");
  }

  private static List<String> routes(String message) {
    return fields(message, "Record-Route");
  }

  /// The topmost Via names nowhere: answers follow the flow.
  private static String head(String line, String from, String to, String callId, String cseq) {
    return """
        %s
        Via: SIP/2.0/UDP 192.0.2.200:9;branch=%s;rport
        Max-Forwards: 70
        From: %s
        To: %s
        Call-ID: %s
        CSeq: %s
        Content-Length: 0
        """
        .formatted(line, SipPhone.branch(), from, to, callId, cseq)
        .replace("\n", "\r\n");
  }

  private String invite(int number, String credentials) {
    return head(
            "INVITE " + URI + " SIP/2.0",
            "<sip:951@ringfence.local>;tag=a",
            "<" + URI + ">",
            callId,
            number + " INVITE")
        + "Contact: <sip:951@192.0.2.200:9>\r\n"
        + credentials
        + "\r\n";
  }

  private static String ack(String uri, String routes, String answered, int number) {
    return head(
            "ACK " + uri + " SIP/2.0",
            field(answered, "From"),
            field(answered, "To"),
            field(answered, "Call-ID"),
            number + " ACK")
        + routes
        + "\r\n";
  }

  /// The called phone's From is what To was (RFC 3261 §12.2.1.1).
  private static String bye(String invite) {
    return head(
            "BYE " + contact(invite) + " SIP/2.0",
            field(invite, "To") + ";tag=b",
            field(invite, "From"),
            field(invite, "Call-ID"),
            "1 BYE")
        + routes(invite).stream().collect(ROUTES)
        + "\r\n";
  }

  private static String response(String status, String request, String toTag) {
    var lines = new StringBuilder("SIP/2.0 " + status + "\r\n");
    for (String name : List.of("Via", "Record-Route", "From", "Call-ID", "CSeq")) {
      fields(request, name).forEach(value -> lines.append(name + ": " + value + "\r\n"));
    }
    String tag = toTag.isEmpty() ? "" : ";tag=" + toTag;
    return lines
        .append("To: ")
        .append(field(request, "To"))
        .append(tag)
        .append("\r\nContact: <sip:952@192.0.2.201:9>\r\nContent-Length: 0\r\n\r\n")
        .toString();
  }
}
