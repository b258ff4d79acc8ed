package io.ringfence.contracts.net;

/// Dotted decimal, four parts, no leading zeros (RFC 3986 §3.2.2 `IPv4address`).
final class Ipv4Text {

  private Ipv4Text() {}

  static int parse(String text) {
    int value = 0;
    int parts = 0;
    int at = 0;
    while (parts < 4) {
      int start = at;
      int part = 0;
      while (at < text.length() && isDigit(text.charAt(at)) && at - start < 3) {
        part = part * 10 + (text.charAt(at++) - '0');
      }
      boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
      if (at == start || leadingZero || part > 255) {
        throw notAnAddress();
      }
      value = value << 8 | part;
      parts++;
      if (parts < 4 && (at >= text.length() || text.charAt(at++) != '.')) {
        throw notAnAddress();
      }
    }
    if (at != text.length()) {
      throw notAnAddress();
    }
    return value;
  }

  static String format(int bits) {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 0xff)
        + "."
        + (bits >>> 8 & 0xff)
        + "."
        + (bits & 0xff);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException notAnAddress() {
    return new IllegalArgumentException(
        "not an IP address: expected like 192.0.2.1 or 2001:db8::1");
  }
}
