package io.ringfence.edge.netty;

import io.ringfence.contracts.net.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// How this server is called in messages.
final class Advertised {

  private Advertised() {}

  /// The host as a SIP URI has it: IPv6 in brackets. A wildcard address says nothing, so it is the
  /// machine's own then.
  static String host(String configured) {
    try {
      var address = IpAddress.parse(configured);
      if (address.low() == 0 && address.high() == 0) {
        address = IpAddress.of(InetAddress.getLocalHost());
      }
      return address.v6() ? "[" + address + ']' : address.toString();
    } catch (IllegalArgumentException e) {
      return configured;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "this machine's own address is not known: set RINGFENCE_SIP_ADVERTISE", e);
    }
  }
}
