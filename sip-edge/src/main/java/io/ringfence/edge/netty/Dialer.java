package io.ringfence.edge.netty;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.OutgoingConfig;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.tls.TlsClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The connections that this server opens itself, TCP and TLS, one to each server (RFC 3261 §18.1).
/// It is used again as long as it is open, for requests and responses of both sides, and closed
/// when it has been idle. Of several that want the same one all but the first wait for it. For one
/// event loop.
final class Dialer {

  /// Whom a connection leads to.
  ///
  /// @param domain that the server has to prove by its certificate; empty without TLS
  private record Destination(IpAddress address, int port, Transport transport, String domain) {}

  private static final Duration REFUSED_FOR = Duration.ofSeconds(5);
  private static final int MAX_REFUSED = 1_000;

  private final OutgoingConfig config;
  private final SipLimits limits;
  private final int writeBufferBytes;
  private final SipLoops loops;
  private final SipLoop loop;
  private final Edge edge;
  private final TlsClient tls;
  private final MeterRegistry registry;
  private final Map<Destination, Peer> open = new HashMap<>();
  private final Map<Destination, List<Consumer<@Nullable Peer>>> dialing = new HashMap<>();
  private final Map<Destination, Long> refusedUntil = new HashMap<>();

  Dialer(
      OutgoingConfig config,
      SipLimits limits,
      int writeBufferBytes,
      SipLoops loops,
      SipLoop loop,
      Edge edge,
      TlsClient tls,
      MeterRegistry registry) {
    this.config = config;
    this.limits = limits;
    this.writeBufferBytes = writeBufferBytes;
    this.loops = loops;
    this.loop = loop;
    this.edge = edge;
    this.tls = tls;
    this.registry = registry;
  }

  /// See [io.ringfence.edge.sip.Outbound#connect].
  void connect(Peer server, String domain, Consumer<@Nullable Peer> whenOpen) {
    var destination =
        new Destination(
            server.address(),
            server.port(),
            server.transport(),
            server.transport() == Transport.TLS ? domain : "");
    var known = open.get(destination);
    if (known != null) {
      whenOpen.accept(edge.flows().isOpen(known) ? known : null);
      return;
    }
    var waiting = dialing.get(destination);
    if (waiting != null) {
      waiting.add(whenOpen);
    } else if (isRefused(destination)) {
      whenOpen.accept(null);
    } else if (open.size() + dialing.size() >= config.max()) {
      count("limit");
      whenOpen.accept(null);
    } else {
      waiting = new ArrayList<>(1);
      waiting.add(whenOpen);
      dialing.put(destination, waiting);
      dial(destination);
    }
  }

  private boolean isRefused(Destination destination) {
    var until = refusedUntil.get(destination);
    if (until != null && edge.connections().nowMillis() >= until) {
      refusedUntil.remove(destination);
      return false;
    }
    return until != null;
  }

  private void count(String result) {
    registry.counter("ringfence_sip_outgoing_connections_total", "result", result).increment();
  }

  private void dial(Destination to) {
    var bootstrap =
        new Bootstrap()
            .group(loop.thread())
            .channelFactory(
                () -> loops.isNative() ? new EpollSocketChannel() : new NioSocketChannel())
            .option(ChannelOption.ALLOCATOR, loops.allocator())
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(config.connectTimeout().toMillis()))
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(writeBufferBytes / 2, writeBufferBytes))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {}
                });
    var remote = new InetSocketAddress(to.address.toInetAddress(), to.port);
    var local = edge.flows().localAddress(to.address);
    var connecting =
        local == null
            ? bootstrap.connect(remote)
            : bootstrap.connect(remote, new InetSocketAddress(local, 0));
    var _ = connecting.addListener((ChannelFuture done) -> connected(to, done));
  }

  private void connected(Destination to, ChannelFuture done) {
    if (!done.isSuccess()) {
      failed(to, "refused");
      return;
    }
    var channel = done.channel();
    var connection = edge.connections().own(channel, new Peer(to.address, to.port, to.transport));
    if (connection == null) {
      var _ = channel.close();
      failed(to, "limit");
      return;
    }
    var _ = channel.closeFuture().addListener(closed -> closed(to, connection));
    var handler = new StreamHandler(edge, connection, limits);
    if (to.transport == Transport.TLS) {
      encrypted(to, channel, connection, handler);
    } else {
      channel.pipeline().addLast(handler);
      established(to, connection);
    }
  }

  private void encrypted(
      Destination to, Channel channel, Connection connection, StreamHandler handler) {
    var ssl = tls.newHandler(channel.alloc(), to.domain, to.port);
    channel
        .pipeline()
        .addLast(new Arrivals(edge.connections(), connection.pace()))
        .addLast(ssl)
        .addLast(new Handshake(to, connection, ssl))
        .addLast(handler);
  }

  /// Nothing is sent before the other side has proved whose it is.
  private final class Handshake extends ChannelInboundHandlerAdapter {

    private final Destination to;
    private final Connection connection;
    private final SslHandler ssl;

    Handshake(Destination to, Connection connection, SslHandler ssl) {
      this.to = to;
      this.connection = connection;
      this.ssl = ssl;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      ctx.fireUserEventTriggered(event);
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        if (handshake.isSuccess() && tls.isOf(to.domain, ssl.engine().getSession())) {
          established(to, connection);
        } else {
          failed(to, handshake.isSuccess() ? "other-domain" : "untrusted");
          var _ = ctx.close();
        }
      }
    }
  }

  private void established(Destination to, Connection connection) {
    count("open");
    edge.flows().opened(connection);
    open.put(to, connection.peer());
    answer(to, connection.peer());
  }

  private void failed(Destination to, String result) {
    count(result);
    if (refusedUntil.size() >= MAX_REFUSED) {
      refusedUntil.clear();
    }
    refusedUntil.put(to, edge.connections().nowMillis() + REFUSED_FOR.toMillis());
    answer(to, null);
  }

  private void answer(Destination to, @Nullable Peer peer) {
    var waiting = dialing.remove(to);
    if (waiting != null) {
      waiting.forEach(one -> one.accept(peer));
    }
  }

  private void closed(Destination to, Connection connection) {
    edge.flows().closed(connection);
    edge.connections().closed(connection);
    open.remove(to, connection.peer());
    if (dialing.containsKey(to)) {
      failed(to, "untrusted");
    }
  }
}
