package io.ringfence.edge;

import io.ringfence.contracts.net.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// How this server is called in messages.
public final class Advertised {

  /// Addresses that nobody has (RFC 5737, RFC 3849): routes to them are those to the outside.
  private static final String OUTSIDE_V4 = "192.0.2.1";

  private static final String OUTSIDE_V6 = "2001:db8::1";
  private static final int DISCARD = 9;

  private Advertised() {}

  /// The host as a SIP URI has it: IPv6 in brackets. A wildcard address says nothing, so it is the
  /// address that the machine speaks to the outside with.
  public static String host(String configured) {
    IpAddress address;
    try {
      address = IpAddress.parse(configured);
    } catch (IllegalArgumentException e) {
      return configured;
    }
    return text(isWildcard(address) ? own(address.v6()) : address);
  }

  private static boolean isWildcard(IpAddress address) {
    return address.high() == 0 && address.low() == 0;
  }

  private static String text(IpAddress address) {
    return address.v6() ? "[" + address + ']' : address.toString();
  }

  private static IpAddress own(boolean v6) {
    var address = towards(v6 ? OUTSIDE_V6 : OUTSIDE_V4);
    if (isWildcard(address) && v6) {
      address = towards(OUTSIDE_V4);
    }
    return isWildcard(address) ? IpAddress.of(InetAddress.getLoopbackAddress()) : address;
  }

  /// The address that datagrams there would leave from; none is sent. The wildcard when there is no
  /// route.
  private static IpAddress towards(String outside) {
    try (var socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(IpAddress.parse(outside).toInetAddress(), DISCARD));
      return IpAddress.of(socket.getLocalAddress());
    } catch (IOException | UncheckedIOException e) {
      return IpAddress.ofV4(0);
    }
  }
}
