package io.ringfence.edge.netty;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Where HEP3 packets go: `host:port`, IPv6 in brackets.
record HepTarget(String host, int port) {

  private static final int MAX_PORT = 65_535;

  static HepTarget parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port > 0 && port <= MAX_PORT) {
        return new HepTarget(text.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static ConfigurationException malformed(String text, @Nullable Throwable cause) {
    return new ConfigurationException(
        "ringfence.sip.hep.target: %s: host:port expected, such as homer.example.net:9060"
            .formatted(text),
        cause);
  }

  /// Looks the name up.
  InetSocketAddress address() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  @Override
  public String toString() {
    return host + ':' + port;
  }
}
