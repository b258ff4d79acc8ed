package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.ringfence.contracts.event.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is sent is answered the same however the network cuts it.
class FramingTest {

  private static final Pattern CALL_ID = Pattern.compile("\nCall-ID: (.*)\r\n");

  private static final List<String> ALL = List.of("one", "two", "three");

  /// The Call-IDs of the answers, each of which has to be a 200.
  private static List<String> answered(List<String> answers) {
    String text = String.join("", answers);
    assertThat(text.split("SIP/2\\.0 200 OK\r\n", -1)).hasSize(1 + ALL.size());
    var ids = new ArrayList<String>();
    CALL_ID.matcher(text).results().forEach(result -> ids.add(result.group(1)));
    return ids;
  }

  private static List<String> exchange(Transport transport, IntSupplier cut) {
    var line = new Line(transport, cut).open();
    for (String callId : ALL) {
      line.message(Line.options(callId));
    }
    return answered(line.received());
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "TLS", "WS", "WSS"})
  void everyOctetMayComeAlone(Transport transport) {
    assertThat(exchange(transport, () -> 1)).isEqualTo(ALL);
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "TLS", "WS", "WSS"})
  void piecesOfAnyLengthDo(Transport transport) {
    for (long seed = 0; seed < 20; seed++) {
      var random = new SplittableRandom(seed);
      assertThat(exchange(transport, () -> 1 + random.nextInt(300)))
          .as("seed %d", seed)
          .isEqualTo(ALL);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "TLS", "WS", "WSS"})
  void allMayComeAtOnce(Transport transport) {
    assertThat(exchange(transport, () -> Integer.MAX_VALUE)).isEqualTo(ALL);
  }

  /// In pieces of each length in turn; the upgrade comes in one.
  @ParameterizedTest
  @EnumSource(names = {"TCP", "WS"})
  void messageMayComeInPiecesOfEachLength(Transport transport) {
    for (int at = 1; at < Line.options("one").length(); at++) {
      int[] next = {Integer.MAX_VALUE};
      var line = new Line(transport, () -> next[0]).open();
      next[0] = at;

      line.message(Line.options("one"));

      assertThat(line.text()).as("cut at %d", at).contains("SIP/2.0 200 OK").contains("one");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "TLS"})
  void doubleLineEndIsAPing_ofAStream(Transport transport) {
    var line = new Line(transport, () -> 1);

    line.message("\r\n\r\n");
    assertThat(line.text()).isEqualTo("\r\n");

    line.message("\r\n");
    assertThat(line.text()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"WS", "WSS"})
  void keepAlivesOfAWebSocket(Transport transport) {
    var line = new Line(transport).open();

    line.send(new TextWebSocketFrame("\r\n\r\n"));
    line.send(new PingWebSocketFrame(Unpooled.copiedBuffer("x", StandardCharsets.UTF_8)));
    line.send(new PongWebSocketFrame());

    assertThat(line.received()).containsExactly("Text \r\n", "Pong x");
    assertThat(line.server.isOpen()).isTrue();
  }

  @Test
  void messageMayComeInFragments_withAPingBetween() {
    var line = new Line(Transport.WS).open();
    String message = Line.options("one");

    line.send(new TextWebSocketFrame(false, 0, message.substring(0, 50)));
    line.send(new PingWebSocketFrame());
    line.send(new ContinuationWebSocketFrame(false, 0, message.substring(50, 90)));
    line.send(new ContinuationWebSocketFrame(true, 0, message.substring(90)));

    assertThat(line.received())
        .satisfiesExactly(
            pong -> assertThat(pong).isEqualTo("Pong "),
            answer -> assertThat(answer).startsWith("Text SIP/2.0 200 OK"));
  }

  @Test
  void answersAreBinary_toAClientThatIs() {
    var line = new Line(Transport.WS).open();

    line.send(
        new BinaryWebSocketFrame(
            Unpooled.copiedBuffer(Line.options("one"), StandardCharsets.UTF_8)));
    assertThat(line.received().getFirst()).startsWith("Binary SIP/2.0 200 OK");

    line.message(Line.options("two"));
    assertThat(line.received().getFirst()).startsWith("Text SIP/2.0 200 OK");
  }

  @Test
  void whatTheCoreSendsComesInAFrame_binaryWhenItIsNoText() {
    var line = new Line(Transport.WS).open();

    line.server.writeOutbound(Unpooled.copiedBuffer("INVITE é", StandardCharsets.UTF_8));
    line.server.writeOutbound(Unpooled.copiedBuffer("INVITE é", StandardCharsets.ISO_8859_1));
    line.carry();

    assertThat(line.received())
        .satisfiesExactly(
            text -> assertThat(text).isEqualTo("Text INVITE é"),
            binary -> assertThat(binary).startsWith("Binary INVITE "));
  }
}
