package io.ringfence.edge.netty;

import static io.ringfence.edge.sip.Sound.require;

import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.sip.Sound;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// Any octets where the request that opens a WebSocket belongs, and what follows it: the answer is
/// one HTTP response with nothing that was asked for, and the connection stays within its bounds.
public final class UpgradeFuzz {

  private static final Set<String> FIELDS =
      Set.of(
          "upgrade",
          "connection",
          "sec-websocket-accept",
          "sec-websocket-protocol",
          "sec-websocket-version",
          "content-type",
          "content-length");

  private UpgradeFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    int seed = input.length == 0 ? 1 : 1 + (input[0] & 0x3f);
    var line = new Line(Transport.WS, () -> seed);
    String answer = line.request(new String(input, StandardCharsets.ISO_8859_1));
    if (!answer.isEmpty()) {
      check(answer);
    }
    require(line.bench.recorded.set.isEmpty(), "a binding", answer);
    double errors =
        line.metrics.counter("ringfence_sip_socket_errors_total", "transport", "ws").count();
    require(
        errors == 0 || answer.startsWith("HTTP/1.1 101 "),
        "something that is logged as our own error",
        answer);
    line.server.finishAndReleaseAll();
    line.client.finishAndReleaseAll();
  }

  private static void check(String answer) {
    var lines = Sound.head(answer.getBytes(StandardCharsets.ISO_8859_1));
    require(lines.getFirst().matches("HTTP/1\\.[01] (101|400|403|413|426|431) .*"), "", answer);
    for (String field : lines.subList(1, lines.size())) {
      String name = field.substring(0, Math.max(0, field.indexOf(':'))).toLowerCase(Locale.ROOT);
      require(FIELDS.contains(name), "a field that is none of ours: " + field, answer);
    }
  }
}
