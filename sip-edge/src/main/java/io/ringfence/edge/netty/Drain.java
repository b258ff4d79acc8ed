package io.ringfence.edge.netty;

import io.ringfence.edge.SipConfig;
import io.ringfence.edge.load.Intake;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/// The end in order: nothing new is taken, what is in flight finishes, for as long as it may.
final class Drain {

  private static final Logger LOG = Logger.getLogger(Drain.class);
  private static final Duration LOOK = Duration.ofMillis(20);

  /// An event loop that comes to its end.
  ///
  /// @param isIdle whether nothing is in flight, asked on the loop
  record Draining(SipLoop loop, Intake intake, Callable<Boolean> isIdle) {}

  private final SipConfig.Drain settings;
  private final List<Draining> loops;

  Drain(SipConfig.Drain settings, List<Draining> loops) {
    this.settings = settings;
    this.loops = loops;
  }

  /// @param stopAccepting closes the sockets that connections are accepted by
  void run(Runnable stopAccepting) {
    try {
      TimeUnit.NANOSECONDS.sleep(settings.delay().toNanos());
      stopAccepting.run();
      loops.forEach(draining -> draining.intake.drain());
      if (!idleWithin(settings.timeout())) {
        LOG.warnf("not everything has finished within %s", settings.timeout());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.error("a SIP loop does not say whether it has finished", e);
    }
  }

  private boolean idleWithin(Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    for (Draining draining : loops) {
      while (!draining.loop.call(draining.isIdle, limit)) {
        if (System.nanoTime() >= end) {
          return false;
        }
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
    }
    return true;
  }
}
