package io.ringfence.edge.netty;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramChannelConfig;
import io.ringfence.edge.load.Backlog;
import io.ringfence.edge.load.Intake;
import io.ringfence.edge.load.Overload;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/// Measures how far the loop is behind and says so to the intake. For the SIP loop only.
final class LoopWatch {

  /// A UDP socket and what waits in it.
  record Socket(Channel channel, Backlog backlog) {

    /// How full the kernel's buffer is, from 0 to 1.
    private double fill() {
      int port = ((InetSocketAddress) channel.localAddress()).getPort();
      int capacity = ((DatagramChannelConfig) channel.config()).getReceiveBufferSize();
      return Math.min(1, (double) KernelQueue.bytes(port) / capacity);
    }
  }

  static final Duration PERIOD = Duration.ofMillis(50);

  private static final Logger LOG = Logger.getLogger(LoopWatch.class);

  private final Overload overload;
  private final Intake intake;
  private final List<Socket> sockets;
  private long dueNanos;
  private boolean behind;
  private volatile double lagSeconds;

  LoopWatch(Duration lag, Intake intake, List<Socket> sockets, MeterRegistry registry) {
    this.overload = new Overload(lag);
    this.intake = intake;
    this.sockets = sockets;
    this.dueNanos = System.nanoTime();
    Gauge.builder("ringfence_sip_loop_lag_seconds", this, watch -> watch.lagSeconds)
        .register(registry);
    Gauge.builder("ringfence_sip_overloaded", intake, now -> now.takesAll() ? 0 : 1)
        .register(registry);
  }

  /// To be called every [#PERIOD], each time after the last has ended.
  void tick() {
    long now = System.nanoTime();
    long late = Math.max(0, now - dueNanos);
    var sample = sample(late, now);
    lagSeconds = Math.max(late, sample.fill() > 0 ? sample.backlogNanos() : 0) / 1e9;
    tell(overload.isBehind(sample, now));
    dueNanos = System.nanoTime() + PERIOD.toNanos();
  }

  private Overload.Sample sample(long late, long now) {
    long longest = 0;
    double fill = 0;
    for (Socket socket : sockets) {
      long backlog = socket.backlog.tick(now);
      longest = Math.max(longest, backlog);
      if (overload.isLong(backlog)) {
        fill = Math.max(fill, socket.fill());
      }
    }
    return new Overload.Sample(late, longest, fill);
  }

  private void tell(boolean now) {
    if (now != behind) {
      behind = now;
      intake.behind(now);
      LOG.warn(
          now
              ? "the SIP loop is behind: new requests of sources without a binding get 503"
              : "the SIP loop has caught up");
    }
  }
}
