package io.ringfence.e2e.suite;

import io.ringfence.local.sip.SipPhone;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A program that asks the SIP server once, to be run where it can be reached: ends with status 0
/// when it was answered, 1 when not.
///
/// Arguments: from which address, the server's port.
final class Knock {

  private Knock() {}

  public static void main(String[] arguments) throws Exception {
    var server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
    try (var phone =
        SipPhone.udp(InetAddress.ofLiteral(arguments[0]), server, TestSuite.DOMAIN, "knock")) {
      System.exit(phone.ask(TestSuite.SILENCE).isPresent() ? 0 : 1);
    }
  }
}
