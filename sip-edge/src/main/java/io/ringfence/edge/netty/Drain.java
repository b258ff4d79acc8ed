package io.ringfence.edge.netty;

import io.ringfence.edge.SipConfig;
import io.ringfence.edge.load.Intake;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/// The end in order: nothing new is taken, what is in flight finishes, for as long as it may.
final class Drain {

  private static final Logger LOG = Logger.getLogger(Drain.class);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final SipConfig.Drain settings;
  private final SipLoop loop;
  private final Intake intake;
  private final BooleanSupplier isIdle;

  /// @param isIdle whether nothing is in flight, asked on the loop
  Drain(SipConfig.Drain settings, SipLoop loop, Intake intake, BooleanSupplier isIdle) {
    this.settings = settings;
    this.loop = loop;
    this.intake = intake;
    this.isIdle = isIdle;
  }

  /// @param stopAccepting closes the sockets that connections are accepted by
  void run(Runnable stopAccepting) {
    try {
      TimeUnit.NANOSECONDS.sleep(settings.delay().toNanos());
      stopAccepting.run();
      intake.drain();
      if (!idleWithin(settings.timeout())) {
        LOG.warnf("not everything has finished within %s", settings.timeout());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.error("the SIP loop does not say whether it has finished", e);
    }
  }

  private boolean idleWithin(Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    while (!loop.call(isIdle::getAsBoolean, limit)) {
      if (System.nanoTime() >= end) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
    return true;
  }
}
