package io.ringfence.edge.sip;

import static io.ringfence.edge.sip.Sound.require;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/// Any stream: the same frames, however it arrives.
public final class StreamFuzz {

  private static final SipLimits SMALL = new SipLimits(512, 16, 128, 4);
  private static final int MANY = 200_000;

  private StreamFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    int seed = Arrays.hashCode(input);
    var whole = frames(input, left -> left);
    require(frames(input, left -> 1).equals(whole), "octet by octet", whole);
    for (int i = 0; i < 4; i++) {
      var random = new SplittableRandom(seed + i);
      var cut = frames(input, left -> 1 + random.nextInt(Math.min(left, 40)));
      require(cut.equals(whole), "cut by " + (seed + i) + " into " + cut, whole);
    }
    int octets = whole.stream().mapToInt(String::length).sum();
    require(octets <= input.length + 4 * whole.size(), "more than there was", whole);
  }

  private static List<String> frames(byte[] stream, IntUnaryOperator cut) {
    var framer = new StreamFramer(SMALL);
    var frames = new ArrayList<String>();
    int at = 0;
    while (at < stream.length) {
      int more = cut.applyAsInt(stream.length - at);
      framer.append(Arrays.copyOfRange(stream, at, at + more));
      at += more;
      if (!take(framer, frames)) {
        return frames;
      }
      require(framer.capacity() <= MANY, "too much is held", framer.capacity());
    }
    return frames;
  }

  private static boolean take(StreamFramer framer, List<String> into) {
    while (true) {
      switch (framer.next()) {
        case StreamFramer.Message(var bytes) -> {
          require(bytes.length <= SMALL.maxMessageBytes(), "too large", bytes.length);
          into.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        case StreamFramer.Ping() -> into.add("ping");
        case StreamFramer.Incomplete() -> {
          return true;
        }
        case StreamFramer.Broken(var head) -> {
          into.add("end");
          return false;
        }
      }
    }
  }
}
