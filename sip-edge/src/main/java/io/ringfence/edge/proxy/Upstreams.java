package io.ringfence.edge.proxy;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.resolve.Locator;
import io.ringfence.edge.resolve.NumericHost;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipUri;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The servers that lead to the outer world: where calls to numbers that are not ours go, and whose
/// calls are taken. Not for several threads.
final class Upstreams {

  private final List<SipUri> uris;
  private final Locator locator;
  private final Map<SipUri, Set<IpAddress>> addresses = new HashMap<>();

  Upstreams(List<SipUri> uris, Locator locator) {
    this.uris = List.copyOf(uris);
    this.locator = locator;
  }

  /// Looks the addresses up again. To be called every minute or so.
  void refresh() {
    for (SipUri uri : uris) {
      locator.locate(uri, servers -> found(uri, servers));
    }
  }

  /// Those of an unanswered question stay.
  private void found(SipUri uri, List<Peer> servers) {
    if (!servers.isEmpty()) {
      addresses.put(uri, servers.stream().map(Peer::address).collect(Collectors.toSet()));
    }
  }

  boolean areThere() {
    return !uris.isEmpty();
  }

  boolean has(IpAddress source) {
    return addresses.values().stream().anyMatch(servers -> servers.contains(source));
  }

  /// Whether a URI leads to one of them, as far as that can be said without asking anybody.
  boolean isAt(SipUri uri) {
    if (uri.hasParam("maddr")) {
      return uris.contains(uri);
    }
    if (uris.stream().anyMatch(own -> own.host().equals(uri.host()))) {
      return true;
    }
    var address = NumericHost.of(uri.host());
    return address != null && has(address);
  }

  /// The ways to them for a request that stays as it is, each tried when those before it lead
  /// nowhere; `null` when there is none.
  @Nullable Target way(String requestUri, List<String> routes) {
    Target target = null;
    for (SipUri uri : uris.reversed()) {
      target = new Target(requestUri, routes, null, uri, target);
    }
    return target;
  }

  /// Which of the upstreams a source is; `null` when it is none.
  @Nullable String name(IpAddress source) {
    var uri = uri(source);
    return uri == null ? null : name(uri);
  }

  private @Nullable SipUri uri(IpAddress source) {
    return addresses.entrySet().stream()
        .filter(one -> one.getValue().contains(source))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /// The URI that leads to a server which takes requests here.
  SipUri uri(Peer server) {
    var uri = uri(server.address());
    return uri == null ? numeric(server) : uri;
  }

  private static SipUri numeric(Peer server) {
    var address = server.address();
    String host = address.v6() ? "[" + address + ']' : address.toString();
    String transport = server.transport().name().toLowerCase(Locale.ROOT);
    String text = "sip:%s:%d;transport=%s".formatted(host, server.port(), transport);
    return new SipUri(text, "sip", null, host, server.port(), false);
  }

  /// What an upstream is called: its host, and its port when that is not the usual one.
  static String name(SipUri uri) {
    return uri.port() < 0 ? uri.host() : uri.host() + ':' + uri.port();
  }

  /// The ways to a number, each tried when those before it lead nowhere; `null` when there is none.
  ///
  /// @param user the number, as it is written in the Request-URI
  @Nullable Target target(String user) {
    Target target = null;
    for (SipUri uri : uris.reversed()) {
      target = new Target(uri.withUser(user), List.of(), null, uri, target);
    }
    return target;
  }
}
