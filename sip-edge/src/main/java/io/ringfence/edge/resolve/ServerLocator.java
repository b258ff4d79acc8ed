package io.ringfence.edge.resolve;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.resolve.Names.Naptr;
import io.ringfence.edge.resolve.Names.Srv;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Finds servers as RFC 3263 §4 says: NAPTR for the transport, SRV for the port, A and AAAA for the
/// address, each only when the URI does not say it. Not for several threads.
public final class ServerLocator implements Locator {

  /// How many servers of one URI are tried at most.
  static final int MAX_SERVERS = 16;

  private static final int PORT = 5_060;
  private static final int TLS_PORT = 5_061;

  /// A name that SRV is asked for, and the transport of what it leads to.
  private record Service(Transport transport, String name) {}

  private record Host(Transport transport, String name, int port) {}

  private final Names names;
  private final RandomGenerator random;
  private final LongSupplier nowMillis;
  private final Suspects suspects;

  /// @param nowMillis the time
  /// @param suspicion how long a server that did not answer is tried last
  public ServerLocator(
      Names names, RandomGenerator random, LongSupplier nowMillis, Duration suspicion) {
    this.names = names;
    this.random = random;
    this.nowMillis = nowMillis;
    this.suspects = new Suspects(suspicion.toMillis());
  }

  @Override
  public void locate(SipUri uri, Consumer<List<Peer>> whenKnown) {
    if (!uri.isSip()) {
      whenKnown.accept(List.of());
      return;
    }
    Consumer<List<Peer>> ordered = servers -> whenKnown.accept(suspectsLast(servers));
    boolean isSecure = uri.scheme().equals("sips");
    var transport = isSecure ? Transport.TLS : named(uri.param("transport"));
    String host = uri.param("maddr") == null ? uri.host() : String.valueOf(uri.param("maddr"));
    var address = NumericHost.of(host);
    if (address != null) {
      var known = transport == null ? Transport.UDP : transport;
      ordered.accept(List.of(new Peer(address, port(uri.port(), known), known)));
    } else if (uri.port() >= 0) {
      var known = transport == null ? Transport.UDP : transport;
      addresses(List.of(new Host(known, host, uri.port())), ordered);
    } else if (transport != null) {
      services(List.of(service(transport, isSecure, host)), host, transport, ordered);
    } else {
      names.naptr(host, records -> services(byNaptr(records, host), host, Transport.UDP, ordered));
    }
  }

  private static @Nullable Transport named(@Nullable String name) {
    return switch (name == null ? "" : name.toLowerCase(Locale.ROOT)) {
      case "udp" -> Transport.UDP;
      case "tcp" -> Transport.TCP;
      case "tls" -> Transport.TLS;
      default -> null;
    };
  }

  private static int port(int port, Transport transport) {
    if (port >= 0) {
      return port;
    }
    return transport == Transport.TLS ? TLS_PORT : PORT;
  }

  private static Service service(Transport transport, boolean isSecure, String host) {
    boolean isTls = isSecure || transport == Transport.TLS;
    String protocol = transport == Transport.UDP ? "._udp." : "._tcp.";
    return new Service(transport, (isTls ? "_sips" : "_sip") + protocol + host);
  }

  /// The transports that the domain prefers; without its word UDP, then TCP.
  private static List<Service> byNaptr(List<Naptr> records, String host) {
    var services = new ArrayList<Service>();
    records.stream()
        .sorted(Comparator.comparingInt(Naptr::order).thenComparingInt(Naptr::preference))
        .limit(MAX_SERVERS)
        .forEach(
            record -> {
              var transport =
                  switch (record.service().toUpperCase(Locale.ROOT)) {
                    case "SIP+D2U" -> Transport.UDP;
                    case "SIP+D2T" -> Transport.TCP;
                    case "SIPS+D2T" -> Transport.TLS;
                    default -> null;
                  };
              if (transport != null && record.flags().equalsIgnoreCase("s")) {
                services.add(new Service(transport, record.replacement()));
              }
            });
    return services.isEmpty()
        ? List.of(service(Transport.UDP, false, host), service(Transport.TCP, false, host))
        : services;
  }

  /// Asks for each service's servers, in order; when none has any, the host is the server.
  private void services(
      List<Service> services, String host, Transport otherwise, Consumer<List<Peer>> whenKnown) {
    services(services, 0, new ArrayList<>(), host, otherwise, whenKnown);
  }

  private void services(
      List<Service> services,
      int index,
      List<Host> found,
      String host,
      Transport otherwise,
      Consumer<List<Peer>> whenKnown) {
    if (index == services.size()) {
      var last = new Host(otherwise, host, port(-1, otherwise));
      addresses(found.isEmpty() ? List.of(last) : found, whenKnown);
      return;
    }
    var service = services.get(index);
    names.srv(
        service.name(),
        records -> {
          for (Srv record : SrvOrder.of(records, random)) {
            if (!record.target().equals(".")) {
              found.add(new Host(service.transport(), record.target(), record.port()));
            }
          }
          services(services, index + 1, found, host, otherwise, whenKnown);
        });
  }

  private void addresses(List<Host> hosts, Consumer<List<Peer>> whenKnown) {
    addresses(hosts, 0, new ArrayList<>(), whenKnown);
  }

  private void addresses(
      List<Host> hosts, int index, List<Peer> found, Consumer<List<Peer>> whenKnown) {
    if (index == hosts.size() || found.size() >= MAX_SERVERS) {
      whenKnown.accept(found);
      return;
    }
    var host = hosts.get(index);
    names.addresses(
        host.name(),
        addresses -> {
          for (IpAddress address : addresses) {
            if (found.size() < MAX_SERVERS) {
              found.add(new Peer(address, host.port(), host.transport()));
            }
          }
          addresses(hosts, index + 1, found, whenKnown);
        });
  }

  private List<Peer> suspectsLast(List<Peer> servers) {
    var ordered = new ArrayList<>(servers);
    ordered.sort(Comparator.comparing(this::isSuspect));
    return List.copyOf(ordered);
  }

  @Override
  public void failed(Peer server) {
    suspects.add(server, nowMillis.getAsLong());
  }

  @Override
  public boolean isSuspect(Peer server) {
    return suspects.has(server, nowMillis.getAsLong());
  }
}
