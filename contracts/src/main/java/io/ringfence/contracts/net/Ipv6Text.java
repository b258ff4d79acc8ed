package io.ringfence.contracts.net;

/// IPv6 text: any form of RFC 4291 §2.2 in, the one form of RFC 5952 §4 out.
final class Ipv6Text {

  private static final int GROUPS = 8;

  private Ipv6Text() {}

  static IpAddress parse(String text) {
    int gap = text.indexOf("::");
    int[] groups = new int[GROUPS];
    if (gap < 0) {
      if (fill(text, groups, 0) != GROUPS) {
        throw notAnAddress();
      }
    } else {
      if (text.indexOf("::", gap + 1) >= 0) {
        throw notAnAddress();
      }
      int before = fill(text.substring(0, gap), groups, 0);
      int[] tail = new int[GROUPS];
      int after = fill(text.substring(gap + 2), tail, 0);
      if (before + after >= GROUPS) {
        throw notAnAddress();
      }
      System.arraycopy(tail, 0, groups, GROUPS - after, after);
    }
    return new IpAddress(true, join(groups, 0), join(groups, 4));
  }

  /// Reads colon-separated groups into `groups`, returns how many 16-bit groups there were.
  private static int fill(String text, int[] groups, int start) {
    if (text.isEmpty()) {
      return start;
    }
    int count = start;
    int from = 0;
    while (from <= text.length()) {
      int colon = text.indexOf(':', from);
      String part = text.substring(from, colon < 0 ? text.length() : colon);
      if (colon < 0 && part.indexOf('.') >= 0) {
        if (count + 2 > GROUPS) {
          throw notAnAddress();
        }
        int v4 = Ipv4Text.parse(part);
        groups[count++] = v4 >>> 16;
        groups[count++] = v4 & 0xffff;
      } else {
        if (count == GROUPS) {
          throw notAnAddress();
        }
        groups[count++] = hex(part);
      }
      if (colon < 0) {
        break;
      }
      from = colon + 1;
    }
    return count;
  }

  private static int hex(String part) {
    if (part.isEmpty() || part.length() > 4) {
      throw notAnAddress();
    }
    int value = 0;
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw notAnAddress();
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static long join(int[] groups, int from) {
    long value = 0;
    for (int i = from; i < from + 4; i++) {
      value = value << 16 | groups[i];
    }
    return value;
  }

  static String format(long high, long low) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < 4; i++) {
      groups[i] = (int) (high >>> (48 - 16 * i)) & 0xffff;
      groups[i + 4] = (int) (low >>> (48 - 16 * i)) & 0xffff;
    }
    int gapStart = -1;
    int gapLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > gapLength) {
        gapStart = i;
        gapLength = end - i;
      }
      i = Math.max(i, end - 1);
    }
    var text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static IllegalArgumentException notAnAddress() {
    return new IllegalArgumentException(
        "not an IP address: expected like 192.0.2.1 or 2001:db8::1");
  }
}
