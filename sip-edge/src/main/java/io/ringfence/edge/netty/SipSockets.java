package io.ringfence.edge.netty;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.Advertised;
import io.ringfence.edge.Core;
import io.ringfence.edge.Readiness;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.Worker;
import io.ringfence.edge.load.Backlog;
import io.ringfence.edge.load.Gathering;
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
  private final SipLoops loops;
  private final Core core;
  private final Tls tls;
  private final TlsClient tlsClient;
  private final MeterRegistry registry;
  private final Listeners listeners;
  private final List<Served> served = new ArrayList<>();
  private final List<Channel> accepting = new ArrayList<>();

  /// Held here because metrics hold what they show weakly.
  private List<LoopWatch> watches = List.of();

  private final Map<Transport, Integer> ports = new EnumMap<>(Transport.class);

  /// An event loop, its worker, and its UDP sockets: one for each address.
  private record Served(SipLoop loop, Worker worker, Edge edge, List<LoopWatch.Socket> datagrams) {

    private List<Channel> channels() {
      return datagrams.stream().map(LoopWatch.Socket::channel).toList();
    }

    private boolean isIdle() {
      return !worker.proxy().isBusy() && edge.connections().haveSentAll();
    }
  }

  SipSockets(
      SipConfig config,
      @ConfigProperty(name = "ringfence.bind") String bind,
      SipLoops loops,
      Core core,
      Tls tls,
      TlsClient tlsClient,
      SocketErrors errors,
      InstantSource clock,
      MeterRegistry registry) {
    this.config = config;
    this.bind = BindAddresses.parse(bind);
    this.loops = loops;
    this.core = core;
    this.tls = tls;
    this.tlsClient = tlsClient;
    this.registry = registry;
    this.listeners = new Listeners(config, loops);
    for (SipLoop loop : loops.all()) {
      var worker = core.workers().get(served.size());
      var edge = new Edge(worker.server(), clock, loop.connections(), loop.outbound(), errors);
      served.add(new Served(loop, worker, edge, new ArrayList<>()));
    }
  }

  void start(@Observes StartupEvent event) {
    for (InetAddress address : bind.addresses()) {
      listen(address);
    }
    watches = served.stream().map(this::begin).toList();
    LoopWatch.show(watches, registry);
    core.readiness().met(Readiness.Need.SOCKETS);
    LOG.infof(
        "SIP on %s: %s (%s, %d loops)",
        bind.addresses(), ports, loops.isNative() ? "epoll" : "nio", served.size());
  }

  private LoopWatch begin(Served one) {
    var loop = one.loop;
    var worker = one.worker;
    var clock = one.edge.clock();
    var watch = new LoopWatch(config.overload().lag(), worker.intake(), List.copyOf(one.datagrams));
    loop.run(() -> loop.outbound().udp(one.channels()));
    loop.run(() -> loop.connections().tick(System.nanoTime() / 1_000_000));
    loop.every(TICK, () -> loop.connections().tick(System.nanoTime() / 1_000_000));
    loop.every(LoopWatch.PERIOD, watch::tick);
    one.datagrams.forEach(datagrams -> loop.every(FloodFilter.PERIOD, datagrams.filter()::tick));
    loop.every(
        Duration.ofMillis(TimerWheel.TICK_MILLIS),
        () -> worker.tick(clock.instant().toEpochMilli()));
    loop.run(worker.proxy()::refreshUpstreams);
    loop.every(UPSTREAM_REFRESH, worker.proxy()::refreshUpstreams);
    loop.run(() -> loop.outbound().dialer(dialer(one)));
    if (core.isGuard()) {
      loop.run(worker.proxy()::probe);
      loop.every(config.pbx().probeEvery(), worker.proxy()::probe);
    }
    return watch;
  }

  private void listen(InetAddress address) {
    stream(Transport.TCP, address, config.port());
    datagrams(address, port(Transport.TCP));
    if (tls.isConfigured()) {
      stream(Transport.TLS, address, config.tls().port());
      stream(Transport.WSS, address, config.ws().securePort());
    }
    if (config.ws().enabled()) {
      stream(Transport.WS, address, config.ws().port());
    }
  }

  /// Sockets that share a port would share it with another process's too, so it is tried first
  /// whether the port is free.
  private void datagrams(InetAddress address, int wanted) {
    int port = wanted;
    if (served.size() > 1) {
      var trial = bound(Transport.UDP, address, wanted, listeners.exclusiveUdp(address, wanted));
      port = port(trial);
      close(List.of(trial));
    }
    for (Served one : served) {
      var backlog = new Backlog();
      var door = one.edge.server().door();
      var filter =
          new FloodFilter(
              source -> door.isBlocked(source, one.edge.clock().instant()),
              (source, packets) -> door.arrived(source, packets, one.edge.clock().instant()));
      var handler =
          new UdpHandler(
              one.edge.server(),
              one.edge.clock(),
              one.edge.errors(),
              backlog,
              new Gathering(config.gathering()),
              filter,
              one.datagrams.size());
      var binding = listeners.udp(one.loop, handler, address, port);
      var channel = bound(Transport.UDP, address, port, binding);
      filter.attachTo(channel);
      one.datagrams.add(new LoopWatch.Socket(channel, backlog, filter));
    }
    var first = served.getFirst().datagrams.getLast().channel();
    if (served.size() > 1 && !loops.steering().steer(first)) {
      throw new IllegalStateException(
          "the kernel does not share UDP port %d among %d loops; set RINGFENCE_SIP_LOOPS=1"
              .formatted(port(first), served.size()));
    }
    listening(Transport.UDP, address, first);
  }

  /// A free port that was picked for one address is taken for all.
  private void stream(Transport transport, InetAddress address, int configured) {
    var origins = Set.copyOf(config.ws().origins().orElse(List.of()));
    var initializer =
        new ConnectionInitializer(transport, this::edge, tls::newHandler, limits(), origins);
    int wanted = ports.getOrDefault(transport, configured);
    var binding = listeners.stream(initializer, address, wanted);
    var channel = bound(transport, address, wanted, binding);
    accepting.add(channel);
    listening(transport, address, channel);
  }

  private SipLimits limits() {
    return new SipLimits(
        config.message().maxBytes(),
        config.message().maxHeaders(),
        config.message().maxHeaderBytes(),
        config.message().maxVias());
  }

  private Dialer dialer(Served one) {
    return new Dialer(
        config.outgoing(),
        limits(),
        config.connections().writeBufferBytes(),
        loops,
        one.loop,
        one.edge,
        tlsClient,
        registry);
  }

  private Edge edge(Channel connection) {
    for (Served one : served) {
      if (one.loop.thread() == connection.eventLoop()) {
        return one.edge;
      }
    }
    throw new IllegalStateException("a connection of no SIP loop");
  }

  private static Channel bound(
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
    return binding.channel();
  }

  private void listening(Transport transport, InetAddress address, Channel channel) {
    int port = port(channel);
    ports.put(transport, port);
    String literal = IpAddress.of(address).toString();
    String at = Advertised.host(config.advertise().orElse(literal)) + ':' + port;
    boolean isV6 = address instanceof Inet6Address;
    for (SipLoop loop : loops.all()) {
      loop.run(() -> loop.outbound().listening(transport, isV6, at));
    }
  }

  private static int port(Channel channel) {
    return ((InetSocketAddress) channel.localAddress()).getPort();
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
    var draining =
        served.stream()
            .map(one -> new Drain.Draining(one.loop, one.worker.intake(), one::isIdle))
            .toList();
    new Drain(config.drain(), draining).run(() -> close(accepting));
  }

  /// Before the publishers stop, so that the last decisions are still handed to Kafka.
  void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
    close(accepting);
    for (Served one : served) {
      var _ =
          one.loop
              .thread()
              .submit(() -> one.loop.connections().close(source -> true))
              .awaitUninterruptibly(1, TimeUnit.SECONDS);
      close(one.channels());
    }
  }

  private static void close(List<Channel> channels) {
    channels.forEach(channel -> channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
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
