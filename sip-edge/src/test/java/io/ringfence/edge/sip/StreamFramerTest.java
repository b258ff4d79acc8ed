package io.ringfence.edge.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StreamFramerTest {

  private static final String STREAM =
      "OPTIONS a SIP/2.0\r\nContent-Length: 5\r\n\r\nhello"
          + "\r\n"
          + "BYE b SIP/2.0\r\nl :\r\n 3\r\n\r\n\r\n!"
          + "\r\n\r\n"
          + "ACK c SIP/2.0\nTo: x\n\n"
          + "\r\n\r\n";

  private static List<String> frames(byte[] stream, SplittableRandom random) {
    var framer = new StreamFramer(SipLimits.DEFAULT);
    var frames = new ArrayList<String>();
    int at = 0;
    while (at < stream.length) {
      int more = Math.min(stream.length - at, 1 + random.nextInt(9));
      framer.append(Arrays.copyOfRange(stream, at, at + more));
      at += more;
      take(framer, frames);
    }
    return frames;
  }

  private static void take(StreamFramer framer, List<String> into) {
    while (true) {
      switch (framer.next()) {
        case StreamFramer.Message(var bytes) -> into.add(new String(bytes, StandardCharsets.UTF_8));
        case StreamFramer.Ping() -> into.add("ping");
        case StreamFramer.Incomplete() -> {
          return;
        }
        case StreamFramer.Broken(var head) -> {
          into.add("broken");
          return;
        }
      }
    }
  }

  @Test
  void cutsTheStreamIntoTheSameFrames_howeverItArrives() {
    byte[] stream = STREAM.getBytes(StandardCharsets.UTF_8);
    for (long seed = 0; seed < 200; seed++) {
      assertThat(frames(stream, new SplittableRandom(seed)))
          .as("seed %d", seed)
          .containsExactly(
              "OPTIONS a SIP/2.0\r\nContent-Length: 5\r\n\r\nhello",
              "BYE b SIP/2.0\r\nl :\r\n 3\r\n\r\n\r\n!",
              "ping",
              "ACK c SIP/2.0\nTo: x\n\n",
              "ping");
    }
  }

  private static List<String> frames(String stream) {
    var framer = new StreamFramer(SipLimits.DEFAULT);
    framer.append(stream.getBytes(StandardCharsets.UTF_8));
    var frames = new ArrayList<String>();
    take(framer, frames);
    return frames;
  }

  @Test
  void breaks_onALengthThatIsNone() {
    assertThat(frames("A b\r\nContent-Length: -1\r\n\r\n")).containsExactly("broken");
    assertThat(frames("A b\r\nContent-Length: 1\r\nl: 1\r\n\r\n")).containsExactly("broken");
    assertThat(frames("A b\r\nContent-Length: 99999999999999999999\r\n\r\n"))
        .containsExactly("broken");
  }

  @Test
  void givesTheBigBufferBack_onceItIsEmpty() {
    var framer = new StreamFramer(SipLimits.DEFAULT);
    String big = "A b\r\nContent-Length: 9000\r\n\r\n" + "x".repeat(9_000);
    framer.append(big.getBytes(StandardCharsets.UTF_8));
    assertThat(framer.capacity()).isGreaterThan(9_000);

    assertThat(framer.next()).isInstanceOf(StreamFramer.Message.class);

    assertThat(framer.capacity()).isZero();
    framer.append("ACK c SIP/2.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    assertThat(framer.next()).isInstanceOf(StreamFramer.Message.class);
    assertThat(framer.next()).isInstanceOf(StreamFramer.Incomplete.class);
  }

  @Test
  void breaks_onMoreThanTheLimit() {
    assertThat(frames("A b\r\nContent-Length: 16384\r\n\r\n")).containsExactly("broken");
    assertThat(frames("A".repeat(17_000))).containsExactly("broken");
  }
}
