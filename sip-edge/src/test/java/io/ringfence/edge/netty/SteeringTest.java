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
import io.netty.channel.unix.UnixChannelOption;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.TlsFolder;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The kernel and we agree on which loop a source belongs to.
class SteeringTest {

  private static final int LOOPS = 3;

  private final Steering steering = new Steering(LOOPS);
  private final EpollEventLoopGroup group = new EpollEventLoopGroup(1);
  private final Map<InetSocketAddress, Integer> heard = new ConcurrentHashMap<>();

  @AfterEach
  void stop() {
    var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private Channel socket(InetAddress address, int port, int loop) {
    return new Bootstrap()
        .group(group)
        .channel(EpollDatagramChannel.class)
        .option(UnixChannelOption.SO_REUSEPORT, true)
        .handler(
            new SimpleChannelInboundHandler<DatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                heard.put(packet.sender(), loop);
              }
            })
        .bind(address, port)
        .syncUninterruptibly()
        .channel();
  }

  private int listen(InetAddress address) {
    var first = socket(address, 0, 0);
    int port = ((InetSocketAddress) first.localAddress()).getPort();
    for (int loop = 1; loop < LOOPS; loop++) {
      socket(address, port, loop);
    }
    assertThat(steering.steer(first)).isTrue();
    return port;
  }

  private void datagramsOf(List<String> sources, String to) throws IOException {
    var there = InetAddress.getByName(to);
    int port = listen(there);
    var senders = new ArrayList<DatagramSocket>();
    try {
      for (String source : sources) {
        for (int i = 0; i < 4; i++) {
          var sender = new DatagramSocket(0, InetAddress.getByName(source));
          senders.add(sender);
          sender.send(new java.net.DatagramPacket(new byte[] {1}, 1, there, port));
        }
      }
      await().until(() -> heard.size() == senders.size());
    } finally {
      senders.forEach(DatagramSocket::close);
    }
    heard.forEach(
        (from, loop) ->
            assertThat(steering.loop(IpAddress.of(from.getAddress())))
                .as("%s", from)
                .isEqualTo(loop));
  }

  @Test
  void datagramsOfASource_reachItsLoop_whateverItsPort() throws IOException {
    Assumptions.assumeTrue(Epoll.isAvailable(), "this machine has no epoll");
    var sources = new ArrayList<String>();
    for (int i = 1; i <= 40; i++) {
      sources.add("127.0.9." + i);
    }

    datagramsOf(sources, "127.0.9.200");

    assertThat(new HashSet<>(heard.values())).hasSize(LOOPS);
  }

  @Test
  void ipv6Datagrams_reachTheLoopOfTheirNetwork() throws IOException {
    Assumptions.assumeTrue(Epoll.isAvailable() && TlsFolder.hasIpv6(), "no epoll or no ::1");

    datagramsOf(List.of("::1"), "::1");
  }

  @Test
  void addressesOfAnIpv6Network_haveOneLoop() {
    var loops = new HashSet<Integer>();
    for (int i = 0; i < 100; i++) {
      loops.add(steering.loop(IpAddress.parse("2001:db8:1:2::" + Integer.toHexString(i))));
    }
    assertThat(loops).hasSize(1);
  }

  @Test
  void networksAreSpreadEvenly() {
    var counts = new ArrayList<>(Collections.nCopies(LOOPS, 0));
    for (int i = 0; i < 30_000; i++) {
      for (String source : List.of("10.%d.%d.7", "2001:db8:%x:%x::1")) {
        int loop = steering.loop(IpAddress.parse(source.formatted(i >> 8, i & 0xff)));
        counts.set(loop, counts.get(loop) + 1);
      }
    }
    assertThat(counts).allMatch(count -> count > 18_000 && count < 22_000);
  }
}
