package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.TlsFolder;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The kernel drops what blocked sources flood a real socket with, and nothing else.
class FloodFilterTest {

  private static final int FLOOD = 640;
  private static final IpAddress HONEST = IpAddress.parse("127.0.8.1");
  private static final IpAddress ATTACKER = IpAddress.parse("127.0.8.2");

  private final EpollEventLoopGroup group = new EpollEventLoopGroup(1);
  private final Map<IpAddress, Integer> heard = new ConcurrentHashMap<>();
  private final Map<IpAddress, Integer> arrived = new HashMap<>();
  private final Set<IpAddress> blocked = new HashSet<>();
  private final FloodFilter filter =
      new FloodFilter(
          blocked::contains, (source, packets) -> arrived.merge(source, packets, Integer::sum));
  private InetSocketAddress there = new InetSocketAddress(0);

  @BeforeEach
  void requireEpoll() {
    Assumptions.assumeTrue(Epoll.isAvailable(), "this machine has no epoll");
  }

  @AfterEach
  void stop() {
    var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private Channel listen(String address) {
    var bound =
        new Bootstrap()
            .group(group)
            .channel(EpollDatagramChannel.class)
            .handler(
                new SimpleChannelInboundHandler<DatagramPacket>() {
                  @Override
                  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                    heard.merge(IpAddress.of(packet.sender().getAddress()), 1, Integer::sum);
                  }
                })
            .bind(address, 0)
            .syncUninterruptibly()
            .channel();
    there = (InetSocketAddress) bound.localAddress();
    filter.attachTo(bound);
    return bound;
  }

  /// As if a flood of each had been refused.
  private void flooded(Iterable<IpAddress> sources) {
    for (IpAddress source : sources) {
      blocked.add(source);
      for (int i = 0; i < 100; i++) {
        filter.refused(source);
      }
    }
    filter.tick();
  }

  @Test
  void tellsOfTheBlockedThatGoOn_andOfNobodyElse() {
    blocked.add(ATTACKER);
    for (int i = 0; i < 7; i++) {
      filter.refused(ATTACKER);
      filter.refused(HONEST);
    }
    filter.tick();
    filter.tick();

    assertThat(arrived).containsExactly(Map.entry(ATTACKER, 7));
  }

  /// Sends, and waits until all that gets through has come: the last is an honest one's.
  private int heardOf(IpAddress source, int datagrams, IpAddress last) throws IOException {
    heard.clear();
    try (var sender = socket(source);
        var honest = socket(last)) {
      for (int i = 0; i < datagrams; i++) {
        send(sender);
        if (i % 32 == 31) {
          send(honest);
          int sent = i / 32 + 1;
          awaitSoon(() -> heard.getOrDefault(last, 0) == sent);
        }
      }
      return heard.getOrDefault(source, 0);
    }
  }

  private static void awaitSoon(Callable<Boolean> condition) {
    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(condition);
  }

  private static DatagramSocket socket(IpAddress source) throws IOException {
    return new DatagramSocket(0, InetAddress.getByAddress(source.toBytes()));
  }

  private void send(DatagramSocket from) throws IOException {
    from.send(new java.net.DatagramPacket(new byte[] {1}, 1, there));
  }

  @Test
  void floodOfABlockedSource_isDropped_butForASample() throws IOException {
    listen("127.0.8.200");
    flooded(Set.of(ATTACKER));

    assertThat(heardOf(ATTACKER, FLOOD, HONEST)).isLessThan(FLOOD / 8);
    assertThat(filter.sources()).isOne();
    assertThat(filter.refused(ATTACKER)).as("it may have waited in the buffer").isZero();
    filter.tick();
    assertThat(filter.refused(ATTACKER)).isEqualTo(FloodFilter.SAMPLE - 1);
    assertThat(filter.dropped()).isEqualTo(FloodFilter.SAMPLE - 1);
  }

  @Test
  void sourceThatIsReleased_isHeardAgain() throws IOException {
    listen("127.0.8.200");
    flooded(Set.of(ATTACKER));
    blocked.clear();

    filter.tick();

    assertThat(heardOf(ATTACKER, FLOOD, HONEST)).isEqualTo(FLOOD);
    assertThat(filter.sources()).isZero();
  }

  @Test
  void asManySourcesAsThereIsRoomFor_areDropped() throws IOException {
    listen("127.0.8.200");
    var many = new HashSet<IpAddress>();
    for (int i = 0; i < 400; i++) {
      many.add(IpAddress.parse("127.0." + (10 + i / 200) + "." + (1 + i % 200)));
    }
    flooded(many);
    filter.tick();
    int filtered = 0;
    for (IpAddress source : many) {
      filtered += filter.refused(source) > 0 ? 1 : 0;
    }

    assertThat(filtered).isEqualTo(200).isEqualTo(filter.sources());
    for (IpAddress source : many) {
      boolean isFiltered = filter.refused(source) > 0;
      int through = heardOf(source, 32, HONEST);
      assertThat(through).as("%s", source).isBetween(isFiltered ? 0 : 32, isFiltered ? 20 : 32);
    }
  }

  @Test
  void onlyTheBlockedAddressOfIpv6_isDropped() throws IOException {
    Assumptions.assumeTrue(TlsFolder.hasIpv6(), "no ::1");
    listen("::1");
    var own = IpAddress.parse("::1");
    var others = new HashSet<IpAddress>();
    for (int i = 0; i < 29; i++) {
      others.add(IpAddress.parse("2001:db8::" + Integer.toHexString(i)));
    }
    flooded(others);
    try (var sender = socket(own)) {
      for (int i = 0; i < 200; i++) {
        send(sender);
      }
      awaitSoon(() -> heard.getOrDefault(own, 0) == 200);
      heard.clear();
      flooded(Set.of(own));
      for (int i = 0; i < FLOOD; i++) {
        send(sender);
      }
      flooded(Set.of());
      blocked.remove(own);
      filter.tick();
      send(sender);
      awaitSoon(() -> heard.getOrDefault(own, 0) > 0);
    }
    assertThat(heard.getOrDefault(own, 0)).isLessThan(FLOOD / 8);
  }

  @Test
  void floodThatIsOver_leavesNothingBehind() throws IOException {
    listen("127.0.8.200");
    flooded(Set.of(ATTACKER));

    for (int i = 0; i <= 40; i++) {
      filter.tick();
    }

    assertThat(filter.sources()).isZero();
    assertThat(heardOf(ATTACKER, FLOOD, HONEST)).isEqualTo(FLOOD);
  }

  @Test
  void whoIsNotBlocked_orSendsLittle_isNotFiltered() {
    listen("127.0.8.200");
    for (int i = 0; i < 1_000; i++) {
      filter.refused(HONEST);
    }
    blocked.add(ATTACKER);
    for (int i = 0; i < 99; i++) {
      filter.refused(ATTACKER);
    }

    filter.tick();

    assertThat(filter.sources()).isZero();
  }
}
