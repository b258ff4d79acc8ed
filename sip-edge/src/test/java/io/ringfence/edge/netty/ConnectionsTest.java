package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Limits limits = new Limits();

  private Connections connections() {
    return new Connections(limits, 1, new Connections.Totals(metrics), metrics);
  }

  private static @Nullable Connection opened(
      Connections connections, String source, Transport transport) {
    var peer = new Peer(IpAddress.parse(source), 5060, transport);
    return connections.opened(new EmbeddedChannel(), peer);
  }

  private static @Nullable Connection opened(Connections connections, String source) {
    return opened(connections, source, Transport.TCP);
  }

  private double refused(String reason) {
    return metrics.counter("ringfence_sip_connections_refused_total", "reason", reason).count();
  }

  private double closed(Pace.Fault fault) {
    return metrics
        .counter("ringfence_sip_connections_closed_total", "reason", fault.label())
        .count();
  }

  @Test
  void countsAnIpv6Network_asOneSource() {
    limits.maxPerSource = 2;
    var connections = connections();
    var first = Objects.requireNonNull(opened(connections, "2001:db8::1"));
    assertThat(opened(connections, "2001:db8::2")).isNotNull();
    assertThat(opened(connections, "2001:db8::3")).isNull();
    assertThat(opened(connections, "2001:db8:0:1::3")).isNotNull();

    connections.closed(first);

    assertThat(opened(connections, "2001:db8::3")).isNotNull();
    assertThat(refused("source-limit")).isEqualTo(1);
  }

  @Test
  void closesTheConnectionsOfTheAddress_notOfItsNeighbour() {
    var connections = connections();
    var blocked = Objects.requireNonNull(opened(connections, "2001:db8::1"));
    var neighbour = Objects.requireNonNull(opened(connections, "2001:db8::2"));

    connections.close(IpAddress.parse("2001:db8::1")::equals);

    assertThat(blocked.channel().isOpen()).isFalse();
    assertThat(neighbour.channel().isOpen()).isTrue();
  }

  @Test
  void everyConnectionIsAnotherFlow() {
    var connections = connections();
    var first = Objects.requireNonNull(opened(connections, "192.0.2.1"));
    connections.closed(first);
    var second = Objects.requireNonNull(opened(connections, "192.0.2.1"));

    assertThat(first.peer().connection()).isPositive();
    assertThat(second.peer()).isNotEqualTo(first.peer());
  }

  @Test
  void handshakesAreBounded_ofASourceAndInAll_untilTheyAreDone() {
    limits.maxHandshakes = 3;
    limits.maxHandshakesPerSource = 2;
    var connections = connections();
    var first = Objects.requireNonNull(opened(connections, "192.0.2.1", Transport.TLS));
    assertThat(opened(connections, "192.0.2.1", Transport.WS)).isNotNull();
    assertThat(opened(connections, "192.0.2.1", Transport.WSS)).isNull();
    assertThat(opened(connections, "192.0.2.1", Transport.TCP)).isNotNull();
    assertThat(opened(connections, "192.0.2.2", Transport.WSS)).isNotNull();
    assertThat(opened(connections, "192.0.2.3", Transport.TLS)).isNull();

    connections.established(first);
    connections.established(first);

    assertThat(opened(connections, "192.0.2.1", Transport.TLS)).isNotNull();
    assertThat(opened(connections, "192.0.2.3", Transport.TLS)).isNull();
    assertThat(refused("source-handshake-limit")).isEqualTo(1);
    assertThat(refused("handshake-limit")).isEqualTo(2);
  }

  @Test
  void closedHandshakeMakesRoom() {
    limits.maxHandshakes = 1;
    var connections = connections();
    var first = Objects.requireNonNull(opened(connections, "192.0.2.1", Transport.TLS));

    connections.closed(first);
    connections.closed(first);

    assertThat(opened(connections, "192.0.2.1", Transport.TLS)).isNotNull();
    assertThat(opened(connections, "192.0.2.1", Transport.TLS)).isNull();
  }

  @Test
  void connectionsAreBoundedInAll() {
    limits.max = 2;
    var connections = connections();
    opened(connections, "192.0.2.1");
    opened(connections, "192.0.2.2");

    assertThat(opened(connections, "192.0.2.3")).isNull();
    assertThat(refused("limit")).isEqualTo(1);
  }

  @Test
  void handshakeThatTakesTooLongIsClosed_anEstablishedConnectionIsNot() {
    var connections = connections();
    connections.tick(0);
    var half = Objects.requireNonNull(opened(connections, "192.0.2.1", Transport.TLS));
    var whole = Objects.requireNonNull(opened(connections, "192.0.2.1", Transport.TCP));

    connections.tick(limits.handshakeTimeout().toMillis());

    assertThat(half.channel().isOpen()).isFalse();
    assertThat(whole.channel().isOpen()).isTrue();
    assertThat(closed(Pace.Fault.HANDSHAKE_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void thoseThatDoNotReadAreClosed_theLongestWaitingFirst_whenTooMuchWaitsInAll() {
    limits.maxWaitingBytes = 1_500;
    var connections = connections();
    var first = unread(connections, 1);
    var second = unread(connections, 2);

    connections.tick(3);

    assertThat(first.channel().isOpen()).isFalse();
    assertThat(second.channel().isOpen()).isTrue();
    assertThat(closed(Pace.Fault.SLOW_READER)).isEqualTo(1);
  }

  private static Connection unread(Connections connections, long since) {
    var connection = Objects.requireNonNull(opened(connections, "192.0.2.1"));
    var _ = connection.channel().write(Unpooled.wrappedBuffer(new byte[1_000]));
    connection.pace().unread(since);
    return connection;
  }
}
