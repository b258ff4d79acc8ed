package io.ringfence.edge.netty;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.edge.ConnectionLimits;
import io.ringfence.edge.sip.Peer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The open connections of all kinds that an event loop has, by source: an IPv4 address or an IPv6
/// /64, of which one host has all addresses. For this loop only.
final class Connections {

  /// Of all event loops together. For any thread.
  static final class Totals {

    private final AtomicInteger open;
    private final AtomicInteger handshakes;
    private final AtomicLong lastId = new AtomicLong();

    Totals(MeterRegistry registry) {
      this.open = gauge("ringfence_sip_connections", registry);
      this.handshakes = gauge("ringfence_sip_handshakes", registry);
    }

    private static AtomicInteger gauge(String name, MeterRegistry registry) {
      return Objects.requireNonNull(registry.gauge(name, new AtomicInteger()));
    }
  }

  private static final int NETWORK_BITS = 64;

  /// What one source has open.
  private static final class Source {
    private final Set<Connection> connections = HashSet.newHashSet(2);
    private int handshakes;
  }

  private final ConnectionLimits limits;
  private final Pace.Limits pace;
  private final MeterRegistry registry;
  private final Map<IpAddress, Source> bySource = new HashMap<>();
  private final Totals totals;
  private final long maxWaitingBytes;
  private long nowMillis;

  /// @param loops how many event loops share the bounds
  Connections(ConnectionLimits limits, int loops, Totals totals, MeterRegistry registry) {
    this.limits = limits;
    this.totals = totals;
    this.maxWaitingBytes = Math.ceilDiv(limits.maxWaitingBytes(), (long) loops);
    this.pace =
        new Pace.Limits(
            limits.handshakeTimeout(),
            limits.messageTimeout(),
            limits.idleTimeout(),
            limits.writeTimeout());
    this.registry = registry;
  }

  /// The time by which connections are judged, as coarse as [#tick] is called.
  long nowMillis() {
    return nowMillis;
  }

  /// Takes a connection in if there is room for it.
  ///
  /// @param peer whose id the connection gets
  /// @return `null` when there is none, which is counted
  @Nullable Connection opened(Channel channel, Peer peer) {
    boolean hasHandshake = Connection.hasHandshake(peer.transport());
    var source = bySource.get(network(peer.address()));
    String reason = refusal(source, hasHandshake);
    if (reason != null) {
      refused(reason);
      return null;
    }
    if (source == null) {
      source = new Source();
      bySource.put(network(peer.address()), source);
    }
    var flow =
        new Peer(peer.address(), peer.port(), peer.transport(), totals.lastId.incrementAndGet());
    var connection = new Connection(channel, flow, new Pace(pace, nowMillis));
    source.connections.add(connection);
    totals.open.incrementAndGet();
    if (hasHandshake) {
      source.handshakes++;
      totals.handshakes.incrementAndGet();
    } else {
      connection.pace().established(nowMillis);
    }
    return connection;
  }

  private @Nullable String refusal(@Nullable Source source, boolean hasHandshake) {
    if (totals.open.get() >= limits.max()) {
      return "limit";
    }
    if (source != null && source.connections.size() >= limits.maxPerSource()) {
      return "source-limit";
    }
    if (!hasHandshake) {
      return null;
    }
    if (totals.handshakes.get() >= limits.maxHandshakes()) {
      return "handshake-limit";
    }
    return source != null && source.handshakes >= limits.maxHandshakesPerSource()
        ? "source-handshake-limit"
        : null;
  }

  private static IpAddress network(IpAddress source) {
    return source.v6() ? IpPrefix.of(source, NETWORK_BITS).address() : source;
  }

  void refused(String reason) {
    registry.counter("ringfence_sip_connections_refused_total", "reason", reason).increment();
  }

  /// The connection's handshake is done: it is half open no longer.
  void established(Connection connection) {
    if (!connection.pace().isEstablished()) {
      connection.pace().established(nowMillis);
      var source = bySource.get(network(connection.source()));
      if (source != null && source.connections.contains(connection)) {
        source.handshakes--;
        totals.handshakes.decrementAndGet();
      }
    }
  }

  void closed(Connection connection) {
    established(connection);
    var network = network(connection.source());
    var source = bySource.get(network);
    if (source != null && source.connections.remove(connection)) {
      totals.open.decrementAndGet();
      if (source.connections.isEmpty()) {
        bySource.remove(network);
      }
    }
  }

  /// Closes the connections of these sources.
  void close(Predicate<IpAddress> which) {
    for (Connection connection : all()) {
      if (which.test(connection.source())) {
        var _ = connection.channel().close();
      }
    }
  }

  /// Whether nothing waits to be sent, but to peers that do not read.
  boolean haveSentAll() {
    return all().stream()
        .allMatch(
            connection ->
                connection.waitingBytes() == 0 || connection.pace().unreadSince() <= nowMillis);
  }

  private List<Connection> all() {
    var all = new ArrayList<Connection>();
    for (Source source : bySource.values()) {
      all.addAll(source.connections);
    }
    return all;
  }

  /// Closes the connections whose peers take too long. To be called several times a second.
  void tick(long now) {
    nowMillis = now;
    var unread = new ArrayList<Connection>(0);
    long waiting = 0;
    for (Connection connection : all()) {
      var fault = connection.pace().fault(now);
      if (fault != null) {
        close(connection, fault);
      } else if (connection.pace().unreadSince() <= now) {
        unread.add(connection);
        waiting += connection.waitingBytes();
      }
    }
    if (waiting > maxWaitingBytes) {
      closeLongestUnread(unread, waiting);
    }
  }

  private void closeLongestUnread(List<Connection> unread, long waiting) {
    unread.sort(Comparator.comparingLong(connection -> connection.pace().unreadSince()));
    long left = waiting;
    for (Connection connection : unread) {
      if (left <= maxWaitingBytes) {
        return;
      }
      left -= connection.waitingBytes();
      close(connection, Pace.Fault.SLOW_READER);
    }
  }

  private void close(Connection connection, Pace.Fault fault) {
    registry.counter("ringfence_sip_connections_closed_total", "reason", fault.label()).increment();
    var _ = connection.channel().close();
  }
}
