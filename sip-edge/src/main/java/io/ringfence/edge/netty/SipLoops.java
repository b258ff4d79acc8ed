package io.ringfence.edge.netty;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.ConnectionLimits;
import io.ringfence.edge.EventLoops;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.proxy.Siblings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/// The threads that SIP runs on. One is enough for most: a registration costs some ten
/// microseconds, most of them the kernel's. Several share the sources by [Steering].
@Singleton
public class SipLoops implements EventLoops {

  private static final Logger LOG = Logger.getLogger(SipLoops.class);
  private static final int PAGE = 8_192;
  private static final int CHUNK_ORDER = 9;

  private final SourceGroup group;
  private final Steering steering;
  private final boolean isNative;
  private final ByteBufAllocator allocator;
  private final List<SipLoop> loops = new ArrayList<>();

  @Inject
  SipLoops(SipConfig config, MeterRegistry registry) {
    this(wanted(config.loops()), config.connections(), registry);
  }

  /// @param wanted as many loops, if the kernel can be told which source is whose
  SipLoops(int wanted, ConnectionLimits limits, MeterRegistry registry) {
    var threads = new DefaultThreadFactory("sip", true);
    this.steering = steering(wanted);
    this.isNative = Epoll.isAvailable();
    this.group =
        new SourceGroup(
            isNative
                ? new EpollEventLoopGroup(steering.loops(), threads)
                : new NioEventLoopGroup(1, threads),
            steering);
    this.allocator = allocator(steering.loops());
    var channels = new ConcurrentHashMap<Long, Channel>();
    var totals = new Connections.Totals(registry);
    for (EventLoop thread : group.loops()) {
      loops.add(
          new SipLoop(
              thread,
              new Flows(thread, channels),
              new Connections(limits, steering.loops(), totals, registry),
              new Dns(thread, isNative, DnsServerAddressStreamProviders.platformDefault())));
    }
  }

  private static int wanted(int configured) {
    if (configured < 0 || configured > Siblings.MAX) {
      throw new ConfigurationException(
          "ringfence.sip.loops is %d: expected 0 to %d".formatted(configured, Siblings.MAX));
    }
    int automatic = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, Siblings.MAX);
    return configured == 0 ? automatic : configured;
  }

  private static Steering steering(int wanted) {
    if (wanted == 1 || (Epoll.isAvailable() && Steering.isPossible())) {
      return new Steering(wanted);
    }
    LOG.warnf("the kernel cannot share sources among %d SIP loops, so there is one", wanted);
    return new Steering(1);
  }

  /// With chunks of 4 MiB. Quarkus makes the default allocator's so small that the buffer a batch
  /// of datagrams is read into would be allocated, and cleared, for each batch.
  private static ByteBufAllocator allocator(int arenas) {
    return new PooledByteBufAllocator(true, 0, arenas, PAGE, CHUNK_ORDER, 256, 64, true);
  }

  @Override
  public List<SipLoop> all() {
    return List.copyOf(loops);
  }

  /// Of all the loops: it gives each connection to the loop of its source.
  EventLoopGroup group() {
    return group;
  }

  Steering steering() {
    return steering;
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  boolean isNative() {
    return isNative;
  }

  /// Closes the connections of these sources, soon. For any thread.
  public void closeConnections(Predicate<IpAddress> which) {
    loops.forEach(loop -> loop.run(() -> loop.connections().close(which)));
  }

  @PreDestroy
  void stop() {
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
