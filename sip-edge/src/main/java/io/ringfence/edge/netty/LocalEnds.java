package io.ringfence.edge.netty;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.Advertised;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.hep.HepPacket.Endpoint;
import io.ringfence.edge.sip.Peer;
import java.util.EnumMap;
import java.util.Map;

/// Where this server is reached, by address family and transport: our end of a message's way, as it
/// is told to others. With several addresses it is the first of the family.
record LocalEnds(Map<Transport, Endpoint> v4, Map<Transport, Endpoint> v6) {

  static LocalEnds of(SipConfig config, BindAddresses bind) {
    return new LocalEnds(
        ends(config, address(config, bind, false)), ends(config, address(config, bind, true)));
  }

  private static Map<Transport, Endpoint> ends(SipConfig config, IpAddress address) {
    var ends = new EnumMap<Transport, Endpoint>(Transport.class);
    for (Transport transport : Transport.values()) {
      int port =
          switch (transport) {
            case TLS -> config.tls().port();
            case WS -> config.ws().port();
            case WSS -> config.ws().securePort();
            case UDP, TCP, HTTP, UNKNOWN -> config.port();
          };
      ends.put(transport, new Endpoint(address, port));
    }
    return ends;
  }

  /// What is advertised where that is an address of the family, else the first that is bound; the
  /// wildcard when there is none.
  private static IpAddress address(SipConfig config, BindAddresses bind, boolean isV6) {
    var none = new IpAddress(isV6, 0, 0);
    var bound =
        bind.addresses().stream()
            .map(IpAddress::of)
            .filter(address -> address.v6() == isV6)
            .findFirst()
            .orElse(none);
    String host = Advertised.host(config.advertise().orElse(bound.toString()));
    try {
      var told = IpAddress.parse(host.replaceAll("[\\[\\]]", ""));
      return told.v6() == isV6 ? told : bound;
    } catch (IllegalArgumentException e) {
      return bound;
    }
  }

  Endpoint towards(Peer peer) {
    var end = (peer.address().v6() ? v6 : v4).get(peer.transport());
    return end == null ? new Endpoint(new IpAddress(peer.address().v6(), 0, 0), 0) : end;
  }
}
