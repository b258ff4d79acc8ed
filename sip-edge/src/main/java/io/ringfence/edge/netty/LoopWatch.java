package io.ringfence.edge.netty;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.ringfence.edge.load.Backlog;
import io.ringfence.edge.load.Intake;
import io.ringfence.edge.load.Overload;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Measures how far an event loop is behind and says so to its intake. For this loop only, but for
/// the numbers that metrics read.
final class LoopWatch {

  /// A UDP socket and what waits in it.
  record Socket(Channel channel, Backlog backlog, FloodFilter filter, AtomicLong lostSoFar) {

    Socket(Channel channel, Backlog backlog, FloodFilter filter) {
      this(channel, backlog, filter, new AtomicLong());
    }

    /// How full the kernel's buffer is, from 0 to 1; where that is not told, it may be full.
    private double fill() {
      var memory = SocketMemory.of(channel);
      return memory == null ? 1 : memory.fill();
    }

    /// The kernel counts what the filter drops, too, and about that many are taken off. Never
    /// fewer than before.
    private long lost() {
      var memory = SocketMemory.of(channel);
      long now = memory == null ? 0 : memory.dropped() - filter.dropped();
      return lostSoFar.accumulateAndGet(now, Math::max);
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

  LoopWatch(Duration lag, Intake intake, List<Socket> sockets) {
    this.overload = new Overload(lag);
    this.intake = intake;
    this.sockets = sockets;
    this.dueNanos = System.nanoTime();
  }

  /// Shows the loop that is worst off.
  static void show(List<LoopWatch> watches, MeterRegistry registry) {
    Gauge.builder("ringfence_sip_loop_lag_seconds", watches, LoopWatch::longestLag)
        .register(registry);
    Gauge.builder("ringfence_sip_overloaded", watches, LoopWatch::refusing).register(registry);
    FunctionCounter.builder("ringfence_sip_receive_buffer_dropped_total", watches, LoopWatch::lost)
        .register(registry);
    Gauge.builder("ringfence_sip_filtered_sources", watches, LoopWatch::filtered)
        .register(registry);
  }

  private static double filtered(List<LoopWatch> watches) {
    return sockets(watches).mapToInt(socket -> socket.filter.sources()).sum();
  }

  private static Stream<Socket> sockets(List<LoopWatch> watches) {
    return watches.stream().flatMap(watch -> watch.sockets.stream());
  }

  private static double longestLag(List<LoopWatch> watches) {
    return watches.stream().mapToDouble(watch -> watch.lagSeconds).max().orElse(0);
  }

  private static double refusing(List<LoopWatch> watches) {
    return watches.stream().allMatch(watch -> watch.intake.takesAll()) ? 0 : 1;
  }

  private static double lost(List<LoopWatch> watches) {
    return sockets(watches).mapToLong(Socket::lost).sum();
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
              ? "a SIP loop is behind: new requests of sources without a binding get 503"
              : "a SIP loop has caught up");
    }
  }
}
