package io.ringfence.edge.netty;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.edge.SipConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// The open TCP connections, by source: an IPv4 address or an IPv6 /64, of which one host has all
/// addresses. For the SIP loop only.
@Singleton
public class Connections {

  private static final int NETWORK_BITS = 64;

  private final int max;
  private final int maxPerSource;
  private final MeterRegistry registry;
  private final Map<IpAddress, Map<Channel, IpAddress>> bySource = new HashMap<>();
  private final AtomicInteger open;

  @Inject
  Connections(SipConfig config, MeterRegistry registry) {
    this(config.tcp().maxConnections(), config.tcp().maxConnectionsPerSource(), registry);
  }

  Connections(int max, int maxPerSource, MeterRegistry registry) {
    this.max = max;
    this.maxPerSource = maxPerSource;
    this.registry = registry;
    this.open =
        Objects.requireNonNull(registry.gauge("ringfence_sip_connections", new AtomicInteger()));
  }

  /// Whether there is room for one more; if so it is in.
  boolean opened(IpAddress source, Channel channel) {
    if (open.get() >= max) {
      refused("limit");
      return false;
    }
    var channels = bySource.computeIfAbsent(network(source), address -> HashMap.newHashMap(2));
    if (channels.size() >= maxPerSource) {
      refused("source-limit");
      return false;
    }
    channels.put(channel, source);
    open.incrementAndGet();
    return true;
  }

  private static IpAddress network(IpAddress source) {
    return source.v6() ? IpPrefix.of(source, NETWORK_BITS).address() : source;
  }

  void refused(String reason) {
    registry.counter("ringfence_sip_connections_refused_total", "reason", reason).increment();
  }

  void closed(IpAddress source, Channel channel) {
    var channels = bySource.get(network(source));
    if (channels != null && channels.remove(channel) != null) {
      open.decrementAndGet();
      if (channels.isEmpty()) {
        bySource.remove(network(source));
      }
    }
  }

  /// Closes the connections of these sources.
  public void close(Predicate<IpAddress> which) {
    var closing = new ArrayList<Channel>();
    for (var channels : bySource.values()) {
      channels.forEach(
          (channel, source) -> {
            if (which.test(source)) {
              closing.add(channel);
            }
          });
    }
    for (Channel channel : closing) {
      var _ = channel.close();
    }
  }
}
