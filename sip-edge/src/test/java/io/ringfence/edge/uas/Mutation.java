package io.ringfence.edge.uas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Spoils a message in ways that have hurt parsers.
public final class Mutation {

  private static final List<String> POISON =
      List.of(
          "\r\n",
          "\r",
          "\n",
          "\0",
          "\"",
          "<",
          ">",
          ",",
          ";",
          "=",
          ":",
          "@",
          "%",
          "%0",
          "[",
          "]",
          "\r\n ",
          "\\",
          "é",
          "\ud83d\ude00",
          "99999999999999999999",
          "-1",
          " ",
          "\t",
          "?",
          "*",
          "\r\n\r\n",
          "Via: ",
          "SIP/2.0",
          ";;",
          "Digest ",
          "\"\"",
          "4294967296",
          "(",
          ")");

  private Mutation() {}

  public static byte[] of(byte[] good, SplittableRandom random) {
    byte[] message = good.clone();
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      message = once(message, random);
    }
    return message;
  }

  private static byte[] once(byte[] message, SplittableRandom random) {
    if (message.length < 2) {
      return message;
    }
    int at = random.nextInt(message.length);
    return switch (random.nextInt(5)) {
      case 0 -> {
        message[at] = (byte) random.nextInt(256);
        yield message;
      }
      case 1 -> Arrays.copyOf(message, at);
      case 2 -> {
        byte[] poison = POISON.get(random.nextInt(POISON.size())).getBytes(StandardCharsets.UTF_8);
        yield splice(message, at, at, poison);
      }
      case 3 -> splice(message, at, Math.min(message.length, at + random.nextInt(40)), new byte[0]);
      default -> {
        int from = random.nextInt(message.length);
        int to = Math.min(message.length, from + random.nextInt(60));
        yield splice(message, at, at, Arrays.copyOfRange(message, from, to));
      }
    };
  }

  private static byte[] splice(byte[] message, int from, int to, byte[] piece) {
    byte[] spoilt = new byte[message.length - (to - from) + piece.length];
    System.arraycopy(message, 0, spoilt, 0, from);
    System.arraycopy(piece, 0, spoilt, from, piece.length);
    System.arraycopy(message, to, spoilt, from + piece.length, message.length - to);
    return spoilt;
  }
}
