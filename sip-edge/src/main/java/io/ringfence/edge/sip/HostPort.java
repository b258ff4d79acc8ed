package io.ringfence.edge.sip;

import io.ringfence.contracts.net.IpAddress;
import java.util.Locale;

/// `host [":" port]` (RFC 3261 §25.1).
final class HostPort {

  private static final int MAX_PORT = 65_535;
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
    String name = cursor.until(HOST);
    if (!Octets.isHost(name)) {
      throw new SipParseException("Malformed host");
    }
    return name.toLowerCase(Locale.ROOT);
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
    String digits = cursor.until(PORT);
    if (digits.length() > 5 || !Octets.isNumber(digits)) {
      throw new SipParseException("Malformed port");
    }
    int port = Integer.parseInt(digits);
    if (port > MAX_PORT) {
      throw new SipParseException("Malformed port");
    }
    return port;
  }
}
