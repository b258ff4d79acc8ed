package io.ringfence.edge.sip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The character classes of RFC 3261 §25.1, on octets.
final class Octets {

  static final byte CR = '\r';
  static final byte LF = '\n';
  static final byte SP = ' ';
  static final byte HT = '\t';
  private static final int TOKEN = 1;
  private static final int DIGIT = 2;
  private static final int ALPHA = 4;
  private static final int HOST = 8;
  private static final int CONTROL = 32;
  private static final int NOT_IN_URI = 64;

  private static final int MAX_DIGITS = 10;
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  /// The classes of each ASCII octet. All that is read is looked up here, so it must be quick.
  private static final byte[] CLASSES = classes();

  private Octets() {}

  private static byte[] classes() {
    byte[] classes = new byte[128];
    mark(classes, DIGIT | TOKEN | HOST, "0123456789");
    mark(classes, ALPHA | TOKEN | HOST, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    mark(classes, TOKEN, "-.!%*_+`'~");
    mark(classes, HOST, "-._");
    mark(classes, NOT_IN_URI, " \t<>\"\\^`{}|");
    for (int c = 0; c < SP; c++) {
      classes[c] |= c == HT ? 0 : (byte) (CONTROL | NOT_IN_URI);
    }
    classes[0x7f] |= CONTROL | NOT_IN_URI;
    return classes;
  }

  private static void mark(byte[] classes, int as, String members) {
    for (int i = 0; i < members.length(); i++) {
      classes[members.charAt(i)] |= (byte) as;
    }
  }

  private static boolean is(int c, int wanted) {
    return c >= 0 && c < 128 && (CLASSES[c] & wanted) != 0;
  }

  private static boolean all(String text, int wanted) {
    for (int i = 0; i < text.length(); i++) {
      if (!is(text.charAt(i), wanted)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static int lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
  }

  static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String lowerCase) {
    if (to - from != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if (lower(bytes[from + i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The octets from `from`, at most eight, as one number, the first in the lowest bits.
  static long eight(byte[] octets, int from, int to) {
    int length = Math.min(to - from, Long.BYTES);
    if (from + Long.BYTES <= octets.length) {
      long eight = (long) EIGHT.get(octets, from);
      return length == Long.BYTES ? eight : eight & ((1L << (length * Byte.SIZE)) - 1);
    }
    long few = 0;
    for (int i = length - 1; i >= 0; i--) {
      few = (few << Byte.SIZE) | (octets[from + i] & 0xff);
    }
    return few;
  }

  static boolean isBlank(int c) {
    return c == SP || c == HT;
  }

  static boolean isDigit(int c) {
    return is(c, DIGIT);
  }

  static boolean isAlpha(int c) {
    return is(c, ALPHA);
  }

  static boolean isAlphanumeric(int c) {
    return is(c, ALPHA | DIGIT);
  }

  static boolean isToken(int c) {
    return is(c, TOKEN);
  }

  /// Whether a URI cannot hold the character, not even by those who write URIs loosely.
  static boolean isNotInUri(int c) {
    return is(c, NOT_IN_URI);
  }

  /// The index of the first control character or HT at `from` or after it, or where the octets
  /// end. Eight octets are looked at in one step: one below 0x20 borrows from its top bit.
  static int nextControl(byte[] octets, int from) {
    int at = from;
    for (; at + Long.BYTES <= octets.length; at += Long.BYTES) {
      long eight = (long) EIGHT.get(octets, at);
      long delete = eight ^ ONES * 0x7f;
      long found = (((eight - ONES * SP) & ~eight) | ((delete - ONES) & ~delete)) & TOPS;
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (at < octets.length && (octets[at] < 0 || (octets[at] >= SP && octets[at] != 0x7f))) {
      at++;
    }
    return at;
  }

  /// A hash of octets, eight in one step: the halves of a 128-bit product are folded on one
  /// another. Who does not know the seed cannot foretell it.
  static long hash(byte[] octets, int from, int to, long seed) {
    long hash = seed ^ (to - from);
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = fold(hash ^ (long) EIGHT.get(octets, at), MULTIPLIER ^ seed);
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = rest << Byte.SIZE | (octets[at] & 0xff);
    }
    return fold(hash ^ rest, MULTIPLIER ^ seed);
  }

  private static long fold(long a, long b) {
    return a * b ^ Math.multiplyHigh(a, b);
  }

  static boolean isControl(int c) {
    return is(c, CONTROL);
  }

  /// The decimal number that the octets are, below 10^10; leading zeros are let pass as RFC 4475
  /// asks (§3.1.1.1). -1 when they are none.
  static long number(byte[] octets, int from, int to) {
    int at = from;
    while (at < to - 1 && octets[at] == '0') {
      at++;
    }
    if (at == to || to - at > MAX_DIGITS) {
      return -1;
    }
    long number = 0;
    for (; at < to; at++) {
      if (!isDigit(octets[at])) {
        return -1;
      }
      number = number * 10 + octets[at] - '0';
    }
    return number;
  }

  /// Whether the text is one or more digits.
  static boolean isNumber(String text) {
    return all(text, DIGIT);
  }

  static boolean isToken(String text) {
    return all(text, TOKEN);
  }

  /// Whether a host name or IPv4 address may have it; underscores are let pass: they are seen.
  static boolean isHost(int c) {
    return is(c, HOST);
  }

  static boolean isToken(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isToken(bytes[i])) {
        return false;
      }
    }
    return to > from;
  }
}
