package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.ringfence.contracts.event.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a connection may not do.
class ConnectionBoundsTest {

  private static void after(Line line, long millis) {
    line.connections.tick(line.connections.nowMillis() + millis);
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "TLS", "WS", "WSS"})
  void messageThatIsNotWholeInTime_endsTheConnection(Transport transport) {
    var line = new Line(transport).open();
    line.message(Line.options("one"));
    assertThat(line.text()).contains("200 OK");
    after(line, 60_000);
    assertThat(line.server.isOpen()).isTrue();

    line.server.writeInbound(Unpooled.wrappedBuffer(begun(transport)));
    after(line, 9_000);
    assertThat(line.server.isOpen()).isTrue();
    after(line, 1_000);

    assertThat(line.server.isOpen()).isFalse();
    assertThat(line.closed(Pace.Fault.SLOW_SENDER)).isEqualTo(1);
  }

  /// The first octets of a message: of its text, of a TLS record, of a masked frame.
  private static byte[] begun(Transport transport) {
    return switch (transport) {
      case TCP -> "OPTIONS".getBytes(StandardCharsets.US_ASCII);
      case TLS, WSS -> new byte[] {0x17, 3, 3, 1, 0, 0x55};
      case WS -> new byte[] {(byte) 0x81, (byte) 0xfe, 1};
      case UDP, HTTP, UNKNOWN -> throw new AssertionError(transport);
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WS", "WSS"})
  void handshakeThatIsNotDoneInTime_endsTheConnection(Transport transport) {
    var line = new Line(transport);
    if (transport == Transport.WS) {
      line.server.writeInbound(Unpooled.copiedBuffer("GET / HT", StandardCharsets.US_ASCII));
    }
    boolean isDone = transport == Transport.TLS;

    after(line, 5_000);

    assertThat(line.server.isOpen()).isEqualTo(isDone);
    assertThat(line.closed(Pace.Fault.HANDSHAKE_TIMEOUT)).isEqualTo(isDone ? 0 : 1);
  }

  @Test
  void silentConnectionEnds_oneWithKeepAlivesOfAnyKindLives() {
    var silent = new Line(Transport.TCP);
    var alive = new Line(Transport.TCP);
    for (int minute = 0; minute < 5; minute++) {
      after(silent, 60_000);
      after(alive, 60_000);
      alive.message(minute % 2 == 0 ? "\r\n" : "\r\n\r\n");
    }

    assertThat(silent.server.isOpen()).isFalse();
    assertThat(silent.closed(Pace.Fault.IDLE)).isEqualTo(1);
    after(alive, 60_000);
    assertThat(alive.server.isOpen()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "TLS", "WS", "WSS"})
  void peerThatDoesNotReadIsNotReadFrom_andGivenUpInTheEnd(Transport transport) {
    var line = new Line(transport).open();
    ChannelOutboundBuffer buffer = Objects.requireNonNull(line.server.unsafe().outboundBuffer());
    buffer.setUserDefinedWritability(1, false);
    line.server.runPendingTasks();
    assertThat(line.server.config().isAutoRead()).isFalse();

    line.message(Line.options("one"));
    line.message(Line.options("two"));
    String before = line.text();
    assertThat(before).as("what was asked for before may still come").doesNotContain("two");

    buffer.setUserDefinedWritability(1, true);
    line.server.runPendingTasks();
    line.carry();
    assertThat(before + line.text()).contains("Call-ID: one").contains("Call-ID: two");

    buffer.setUserDefinedWritability(1, false);
    line.server.runPendingTasks();
    after(line, 30_000);
    assertThat(line.server.isOpen()).isFalse();
    assertThat(line.closed(Pace.Fault.SLOW_READER)).isEqualTo(1);
  }

  @Test
  void webSocketMessageThatIsTooLarge_endsTheConnection() {
    var line = new Line(Transport.WS).open();

    line.send(new TextWebSocketFrame("x".repeat(16_385)));

    assertThat(status(line)).isEqualTo(1009);
    assertThat(line.server.isOpen()).isFalse();
  }

  @Test
  void textThatIsNone_endsTheConnection() {
    var line = new Line(Transport.WS).open();

    line.send(new TextWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {(byte) 0xc3, 0x28})));

    assertThat(status(line)).isEqualTo(1007);
    assertThat(line.server.isOpen()).isFalse();
  }

  @Test
  void frameThatIsNotMasked_endsTheConnection() {
    var line = new Line(Transport.WS).open();
    line.client
        .pipeline()
        .replace(WebSocket13FrameEncoder.class, "unmasked", new WebSocket13FrameEncoder(false));

    line.send(new TextWebSocketFrame("x"));

    assertThat(status(line)).isEqualTo(1002);
    assertThat(line.server.isOpen()).isFalse();
  }

  @Test
  void closeIsAnswered() {
    var line = new Line(Transport.WS).open();

    line.send(new CloseWebSocketFrame(1000, "bye"));

    assertThat(status(line)).isEqualTo(1000);
    assertThat(line.server.isOpen()).isFalse();
  }

  private static int status(Line line) {
    CloseWebSocketFrame close = line.client.readInbound();
    assertThat(close).isNotNull();
    try {
      return close.statusCode();
    } finally {
      close.release();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP','POST / HTTP',426",
    "'Upgrade: websocket','Upgrade: h2c',426",
    "'Version: 13','Version: 7',426",
    "'Protocol: sip','Protocol: xmpp',400",
    "'Protocol: sip','Protocol: chat, sip',101",
    "'Host: edge','Origin: https://phone.example.org',101",
    "'Host: edge','Origin: https://evil.example.org',403",
    "'Host: edge','Origin: null',403",
    "'Host: edge','no header',400"
  })
  void upgradeIsTakenForSipOnly_fromOriginsThatAreListed(String part, String instead, int status) {
    var line = new Line(Transport.WS);

    String answer = line.request(Line.UPGRADE.replace(part, instead));

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(line.server.isOpen()).isEqualTo(status == 101);
  }

  @Test
  void bodyOfARequestIsRefused() {
    var line = new Line(Transport.WS);

    String answer = line.request(Line.UPGRADE.replace("Host: edge", "Content-Length: 10"));

    assertThat(answer).startsWith("HTTP/1.1 413 ");
    after(line, 5_000);
    assertThat(line.server.isOpen()).isFalse();
  }

  @Test
  void headOfARequestIsBounded() {
    var line = new Line(Transport.WS);

    line.request(Line.UPGRADE.replace("Host: edge", "X: " + "x".repeat(9_000)));

    assertThat(line.server.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WSS"})
  void whatIsNoTls_endsTheConnection_andIsCounted(Transport transport) {
    var line = new Line(transport);
    line.server.writeInbound(
        Unpooled.copiedBuffer(Line.options("plain"), StandardCharsets.US_ASCII));

    assertThat(line.server.isOpen()).isFalse();
    assertThat(
            line.metrics
                .counter("ringfence_sip_socket_errors_total", "transport", transport.wireName())
                .count())
        .isPositive();
  }
}
