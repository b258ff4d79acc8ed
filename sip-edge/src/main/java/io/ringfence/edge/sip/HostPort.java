package io.ringfence.edge.sip;

import io.ringfence.contracts.net.IpAddress;
import java.util.Locale;

/// `host [":" port]` (RFC 3261 §25.1).
final class HostPort {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_DIGITS = 5;
  private static final Cursor.Ends REFERENCE = Cursor.Ends.of("]");
  private static final Cursor.Ends HOST = Cursor.Ends.of(":;,?/> \t");
  private static final Cursor.Ends PORT = Cursor.Ends.of(";,?/> \t");

  private HostPort() {}

  static String host(Cursor cursor) throws SipParseException {
    if (cursor.take('[')) {
      String inside = cursor.until(REFERENCE);
      cursor.require(']', "Malformed IPv6 reference");
      requireAddress(inside);
      return '[' + inside.toLowerCase(Locale.ROOT) + ']';
    }
    String name = cursor.hostUntil(HOST);
    if (name.isEmpty()) {
      throw new SipParseException("Malformed host");
    }
    return name;
  }

  private static void requireAddress(String inside) throws SipParseException {
    try {
      IpAddress.parse(inside);
    } catch (IllegalArgumentException e) {
      throw new SipParseException("Malformed IPv6 reference");
    }
  }

  static int port(Cursor cursor) throws SipParseException {
    cursor.skipBlanks();
    int from = cursor.position();
    long port = cursor.numberUntil(PORT);
    if (port < 0 || port > MAX_PORT || cursor.position() - from > MAX_DIGITS) {
      throw new SipParseException("Malformed port");
    }
    return (int) port;
  }
}
