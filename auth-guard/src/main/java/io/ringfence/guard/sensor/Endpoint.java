package io.ringfence.guard.sensor;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An address as Asterisk writes it: `IPV4/UDP/192.0.2.1/5060`.
record Endpoint(Transport transport, IpAddress address, int port) {

  private static final int PARTS = 4;

  /// `null` when the text is none, to the letter.
  static @Nullable Endpoint parse(String text) {
    String[] parts = text.split("/", PARTS + 1);
    if (parts.length != PARTS) {
      return null;
    }
    var transport = transport(parts[1]);
    var address = address(parts[2]);
    int port = port(parts[3]);
    boolean sound =
        transport != Transport.UNKNOWN
            && address != null
            && port >= 0
            && parts[0].equals(parts[2].indexOf(':') >= 0 ? "IPV6" : "IPV4");
    return sound && address != null ? new Endpoint(transport, address, port) : null;
  }

  static Transport transport(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "UDP" -> Transport.UDP;
      case "TCP" -> Transport.TCP;
      case "TLS" -> Transport.TLS;
      case "WS" -> Transport.WS;
      case "WSS" -> Transport.WSS;
      default -> Transport.UNKNOWN;
    };
  }

  /// A literal address, an IPv6 one with or without brackets, or `null`.
  static @Nullable IpAddress address(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    try {
      return IpAddress.parse(bracketed ? text.substring(1, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// -1 when it is none.
  static int port(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int port = Integer.parseInt(text);
    return port <= 65_535 ? port : -1;
  }
}
