package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringfence.contracts.net.IpAddress;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

  private final Connections connections = new Connections(10, 2, new SimpleMeterRegistry());

  private boolean opened(String source, Channel channel) {
    return connections.opened(IpAddress.parse(source), channel);
  }

  @Test
  void countsAnIpv6Network_asOneSource() {
    var first = new EmbeddedChannel();
    assertThat(opened("2001:db8::1", first)).isTrue();
    assertThat(opened("2001:db8::2", new EmbeddedChannel())).isTrue();
    assertThat(opened("2001:db8::3", new EmbeddedChannel())).isFalse();
    assertThat(opened("2001:db8:0:1::3", new EmbeddedChannel())).isTrue();

    connections.closed(IpAddress.parse("2001:db8::1"), first);

    assertThat(opened("2001:db8::3", new EmbeddedChannel())).isTrue();
  }

  @Test
  void closesTheConnectionsOfTheAddress_notOfItsNeighbour() {
    var blocked = new EmbeddedChannel();
    var neighbour = new EmbeddedChannel();
    opened("2001:db8::1", blocked);
    opened("2001:db8::2", neighbour);

    connections.close(IpAddress.parse("2001:db8::1")::equals);

    assertThat(blocked.isOpen()).isFalse();
    assertThat(neighbour.isOpen()).isTrue();
  }
}
