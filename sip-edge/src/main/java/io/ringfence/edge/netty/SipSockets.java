package io.ringfence.edge.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.timeout.IdleStateHandler;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.Core;
import io.ringfence.edge.Readiness;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.timer.TimerWheel;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// The listening sockets: UDP and TCP on one port.
@Singleton
public class SipSockets {

  private static final Logger LOG = Logger.getLogger(SipSockets.class);
  private static final int FIRST = Interceptor.Priority.LIBRARY_BEFORE;
  private static final int DATAGRAMS_A_READ = 16;
  private static final Duration UPSTREAM_REFRESH = Duration.ofMinutes(1);
  private static final int BACKLOG = 1_024;
  private static final int MIN_READ = 64;
  private static final int USUAL_READ = 2_048;
  private static final int MAX_READ = 8_192;

  private final SipConfig config;
  private final String bind;
  private final SipLoop loop;
  private final Core core;
  private final Connections connections;
  private final Flows flows;
  private final SocketErrors errors;
  private final InstantSource clock;
  private final List<Channel> channels = new ArrayList<>();
  private volatile int port;

  SipSockets(
      SipConfig config,
      @ConfigProperty(name = "ringfence.bind") String bind,
      SipLoop loop,
      Core core,
      Connections connections,
      Flows flows,
      SocketErrors errors,
      InstantSource clock) {
    this.config = config;
    this.bind = bind;
    this.loop = loop;
    this.core = core;
    this.connections = connections;
    this.flows = flows;
    this.errors = errors;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    port = bound(bindUdp(config.port()), "udp");
    var udp = channels.getFirst();
    String here = Advertised.host(config.advertise().orElse(bind)) + ':' + port;
    loop.run(
        () -> {
          flows.udp(udp);
          flows.listening(Transport.UDP, here);
          flows.listening(Transport.TCP, here);
        });
    bound(bindTcp(port), "tcp");
    loop.every(
        Duration.ofMillis(TimerWheel.TICK_MILLIS), () -> core.tick(clock.instant().toEpochMilli()));
    loop.run(core.proxy()::refreshUpstreams);
    loop.every(UPSTREAM_REFRESH, core.proxy()::refreshUpstreams);
    core.readiness().met(Readiness.Need.SOCKETS);
    LOG.infof("SIP on %s:%d, udp and tcp (%s)", bind, port, loop.isNative() ? "epoll" : "java.nio");
  }

  /// Before the publishers stop, so that the last decisions are still handed to Kafka.
  void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
    channels.forEach(channel -> channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
    var _ =
        loop.group()
            .submit(() -> connections.close(source -> true))
            .awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  /// The port in use.
  public int port() {
    return port;
  }

  private int bound(ChannelFuture binding, String transport) {
    binding.awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IllegalStateException(
          "cannot listen for SIP on %s:%d/%s: %s; set RINGFENCE_BIND or RINGFENCE_SIP_PORT"
              .formatted(bind, config.port(), transport, binding.cause().getMessage()));
    }
    channels.add(binding.channel());
    return ((InetSocketAddress) binding.channel().localAddress()).getPort();
  }

  private ChannelFuture bindUdp(int wanted) {
    int maxBytes = config.message().maxBytes() + 1;
    var bootstrap =
        new Bootstrap()
            .group(loop.group())
            .channel(loop.isNative() ? EpollDatagramChannel.class : NioDatagramChannel.class)
            .option(ChannelOption.ALLOCATOR, loop.allocator())
            .option(ChannelOption.SO_RCVBUF, config.receiveBufferBytes())
            .handler(new UdpHandler(core.server(), clock, errors));
    if (loop.isNative()) {
      bootstrap
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, maxBytes)
          .option(
              ChannelOption.RCVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(DATAGRAMS_A_READ * maxBytes))
          .option(UnixChannelOption.SO_REUSEPORT, config.reusePort());
    } else {
      bootstrap.option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(maxBytes));
    }
    return bootstrap.bind(bind, wanted);
  }

  private ChannelFuture bindTcp(int wanted) {
    var limits =
        new SipLimits(
            config.message().maxBytes(),
            config.message().maxHeaders(),
            config.message().maxHeaderBytes(),
            config.message().maxVias());
    long idleMillis = config.tcp().idleTimeout().toMillis();
    return new ServerBootstrap()
        .group(loop.group())
        .channel(loop.isNative() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.ALLOCATOR, loop.allocator())
        .childOption(
            ChannelOption.RCVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(MIN_READ, USUAL_READ, MAX_READ))
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(new IdleStateHandler(idleMillis, 0, 0, TimeUnit.MILLISECONDS))
                    .addLast(
                        new TcpHandler(
                            core.server(),
                            clock,
                            connections,
                            flows,
                            errors,
                            limits,
                            channel.remoteAddress()));
              }
            })
        .bind(bind, wanted);
  }
}
