package io.ringfence.edge.netty;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.Core;
import io.ringfence.edge.Readiness;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.load.Backlog;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.tls.Tls;
import io.ringfence.edge.tls.TlsClient;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// The listening sockets: every transport on every address. UDP and TCP share a port.
@Singleton
public class SipSockets {

  private static final Logger LOG = Logger.getLogger(SipSockets.class);
  private static final int FIRST = Interceptor.Priority.LIBRARY_BEFORE;
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration UPSTREAM_REFRESH = Duration.ofMinutes(1);

  private final SipConfig config;
  private final BindAddresses bind;
  private final SipLoop loop;
  private final Core core;
  private final Flows flows;
  private final Tls tls;
  private final Edge edge;
  private final Listeners listeners;
  private final MeterRegistry registry;
  private final Dialer dialer;
  private final List<LoopWatch.Socket> datagrams = new ArrayList<>();
  private final List<Channel> accepting = new ArrayList<>();
  private final Map<Transport, Integer> ports = new EnumMap<>(Transport.class);

  SipSockets(
      SipConfig config,
      @ConfigProperty(name = "ringfence.bind") String bind,
      SipLoop loop,
      Core core,
      Connections connections,
      Flows flows,
      Tls tls,
      TlsClient tlsClient,
      SocketErrors errors,
      InstantSource clock,
      MeterRegistry registry) {
    this.config = config;
    this.bind = BindAddresses.parse(bind);
    this.loop = loop;
    this.core = core;
    this.flows = flows;
    this.tls = tls;
    this.edge = new Edge(core.server(), clock, connections, errors);
    this.listeners = new Listeners(config, loop);
    this.registry = registry;
    this.dialer =
        new Dialer(
            config.outgoing(),
            limits(),
            config.connections().writeBufferBytes(),
            loop,
            edge,
            flows,
            tlsClient,
            registry);
  }

  void start(@Observes StartupEvent event) {
    loop.every(TICK, () -> edge.connections().tick(System.nanoTime() / 1_000_000));
    for (InetAddress address : bind.addresses()) {
      listen(address);
    }
    var udp = datagrams.stream().map(LoopWatch.Socket::channel).toList();
    loop.run(() -> flows.udp(udp));
    loop.run(() -> flows.dialer(dialer));
    var watch =
        new LoopWatch(config.overload().lag(), core.intake(), List.copyOf(datagrams), registry);
    loop.every(LoopWatch.PERIOD, watch::tick);
    loop.every(
        Duration.ofMillis(TimerWheel.TICK_MILLIS),
        () -> core.tick(edge.clock().instant().toEpochMilli()));
    loop.run(core.proxy()::refreshUpstreams);
    loop.every(UPSTREAM_REFRESH, core.proxy()::refreshUpstreams);
    if (core.isGuard()) {
      loop.run(core.proxy()::probe);
      loop.every(config.pbx().probeEvery(), core.proxy()::probe);
    }
    core.readiness().met(Readiness.Need.SOCKETS);
    LOG.infof("SIP on %s: %s (%s)", bind.addresses(), ports, loop.isNative() ? "epoll" : "nio");
  }

  private void listen(InetAddress address) {
    int wanted = ports.getOrDefault(Transport.UDP, config.port());
    int index = datagrams.size();
    var backlog = new Backlog();
    var handler = new UdpHandler(core.server(), edge.clock(), edge.errors(), backlog, index);
    var binding = listeners.udp(handler, address, wanted);
    datagrams.add(new LoopWatch.Socket(bound(Transport.UDP, address, wanted, binding), backlog));
    stream(Transport.TCP, address, ports.getOrDefault(Transport.UDP, wanted));
    if (tls.isConfigured()) {
      stream(Transport.TLS, address, config.tls().port());
      stream(Transport.WSS, address, config.ws().securePort());
    }
    if (config.ws().enabled()) {
      stream(Transport.WS, address, config.ws().port());
    }
  }

  /// A free port that was picked for one address is taken for all.
  private void stream(Transport transport, InetAddress address, int configured) {
    var origins = Set.copyOf(config.ws().origins().orElse(List.of()));
    var initializer =
        new ConnectionInitializer(transport, edge, flows, tls::newHandler, limits(), origins);
    int wanted = ports.getOrDefault(transport, configured);
    var binding = listeners.stream(initializer, address, wanted);
    accepting.add(bound(transport, address, wanted, binding));
  }

  private SipLimits limits() {
    return new SipLimits(
        config.message().maxBytes(),
        config.message().maxHeaders(),
        config.message().maxHeaderBytes(),
        config.message().maxVias());
  }

  private Channel bound(
      Transport transport, InetAddress address, int wanted, ChannelFuture binding) {
    binding.awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IllegalStateException(
          "cannot listen for SIP on %s port %d/%s: %s; set RINGFENCE_BIND or %s"
              .formatted(
                  address.getHostAddress(),
                  wanted,
                  transport.wireName(),
                  binding.cause().getMessage(),
                  variable(transport)));
    }
    var channel = binding.channel();
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    ports.put(transport, port);
    String literal = IpAddress.of(address).toString();
    String at = Advertised.host(config.advertise().orElse(literal)) + ':' + port;
    loop.run(() -> flows.listening(transport, address instanceof Inet6Address, at));
    return channel;
  }

  private static String variable(Transport transport) {
    return switch (transport) {
      case TLS -> "RINGFENCE_SIPS_PORT";
      case WS -> "RINGFENCE_SIP_WS_PORT";
      case WSS -> "RINGFENCE_SIP_WSS_PORT";
      case UDP, TCP, HTTP, UNKNOWN -> "RINGFENCE_SIP_PORT";
    };
  }

  /// Before anything else is stopped, so that whoever asks for readiness hears that it is off.
  void drain(@Observes ShutdownDelayInitiatedEvent event) {
    core.readiness().lost(Readiness.Need.SOCKETS);
    new Drain(config.drain(), loop, core.intake(), this::isIdle).run(() -> close(accepting));
  }

  /// Before the publishers stop, so that the last decisions are still handed to Kafka.
  void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
    close(accepting);
    var _ =
        loop.group()
            .submit(() -> edge.connections().close(source -> true))
            .awaitUninterruptibly(1, TimeUnit.SECONDS);
    close(datagrams.stream().map(LoopWatch.Socket::channel).toList());
  }

  private static void close(List<Channel> channels) {
    channels.forEach(channel -> channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
  }

  private boolean isIdle() {
    return core.proxy().transactions() == 0 && edge.connections().haveSentAll();
  }

  /// The port in use for UDP and TCP.
  public int port() {
    return port(Transport.UDP);
  }

  /// The port in use.
  ///
  /// @throws IllegalArgumentException when the transport is not listened for
  public int port(Transport transport) {
    var port = ports.get(transport);
    if (port == null) {
      throw new IllegalArgumentException("not listening for " + transport.wireName());
    }
    return port;
  }
}
