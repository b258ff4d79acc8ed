package io.ringfence.edge.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollMode;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.SipConfig;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/// Opens listening sockets. On Linux datagrams are received and sent in batches, one system call
/// each (recvmmsg, sendmmsg). Their sockets are polled by level: a read that takes less than it
/// could is the last, and no other is needed to learn that there is nothing more.
final class Listeners {
  /// Those SIP is spoken over.
  static final List<Transport> TRANSPORTS =
      List.of(Transport.UDP, Transport.TCP, Transport.TLS, Transport.WS, Transport.WSS);

  /// Datagrams read in one turn of the loop.
  static final int BATCH = 16;

  private static final int BACKLOG = 1_024;
  private static final int MIN_READ = 64;
  private static final int USUAL_READ = 2_048;
  private static final int MAX_READ = 8_192;

  private final SipConfig config;
  private final SipLoops loops;

  Listeners(SipConfig config, SipLoops loops) {
    this.config = config;
    this.loops = loops;
  }

  /// One of the sockets that share a port, when there are several loops.
  ChannelFuture udp(SipLoop loop, UdpHandler handler, InetAddress address, int port) {
    boolean isShared = loops.steering().loops() > 1;
    return datagrams(loop, handler, address, isShared).bind(address, port);
  }

  /// A socket that shares its port with none.
  ChannelFuture exclusiveUdp(InetAddress address, int port) {
    var nobody = new ChannelInboundHandlerAdapter();
    return datagrams(loops.all().getFirst(), nobody, address, false).bind(address, port);
  }

  private Bootstrap datagrams(
      SipLoop loop, ChannelHandler handler, InetAddress address, boolean isShared) {
    int maxBytes = config.message().maxBytes() + 1;
    var bootstrap =
        new Bootstrap()
            .group(loop.thread())
            .channelFactory(() -> datagrams(family(address)))
            .option(ChannelOption.ALLOCATOR, loops.allocator())
            .option(ChannelOption.SO_RCVBUF, config.receiveBufferBytes())
            .handler(handler);
    if (loops.isNative()) {
      bootstrap
          .option(EpollChannelOption.EPOLL_MODE, EpollMode.LEVEL_TRIGGERED)
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, maxBytes)
          .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BATCH * maxBytes))
          .option(UnixChannelOption.SO_REUSEPORT, isShared);
    } else {
      bootstrap.option(
          ChannelOption.RCVBUF_ALLOCATOR,
          new FixedRecvByteBufAllocator(maxBytes).maxMessagesPerRead(BATCH));
    }
    return bootstrap;
  }

  private DatagramChannel datagrams(InternetProtocolFamily family) {
    return loops.isNative() ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
  }

  private static InternetProtocolFamily family(InetAddress address) {
    return address instanceof Inet6Address
        ? InternetProtocolFamily.IPv6
        : InternetProtocolFamily.IPv4;
  }

  ChannelFuture stream(ConnectionInitializer initializer, InetAddress address, int port) {
    int high = config.connections().writeBufferBytes();
    var bootstrap =
        new ServerBootstrap()
            .group(loops.all().getFirst().thread(), loops.group())
            .channelFactory(() -> connections(family(address)))
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.ALLOCATOR, loops.allocator())
            .childOption(
                ChannelOption.RCVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(MIN_READ, USUAL_READ, MAX_READ))
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(initializer);
    if (loops.isNative()) {
      bootstrap.childOption(
          EpollChannelOption.TCP_USER_TIMEOUT,
          Math.toIntExact(config.connections().writeTimeout().toMillis()));
    }
    return bootstrap.bind(address, port);
  }

  private ServerChannel connections(InternetProtocolFamily family) {
    return loops.isNative() ? new EpollServerSocketChannel(family) : new NioServerSocketChannel();
  }
}
