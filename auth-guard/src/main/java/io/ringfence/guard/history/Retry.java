package io.ringfence.guard.history;

import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Does again what the store could not do, until it can. Meanwhile the partitions are paused: the
/// membership in the group lives on and nothing piles up in memory. Confined to one thread, but for
/// [#delay].
final class Retry {

  private static final Logger LOG = Logger.getLogger(Retry.class);

  /// The longest stretch of waiting in which the clock is not looked at.
  private static final long SLICE_MILLIS = 100;

  private final Consumer<String, byte[]> consumer;
  private final HistoryConfig config;
  private final HistoryMeters meters;
  private final InstantSource clock;
  private volatile @Nullable String delay;

  Retry(
      Consumer<String, byte[]> consumer,
      HistoryConfig config,
      HistoryMeters meters,
      InstantSource clock) {
    this.consumer = consumer;
    this.config = config;
    this.meters = meters;
    this.clock = clock;
  }

  /// Why records wait, or `null`.
  @Nullable String delay() {
    return delay;
  }

  void persist(Runnable action) {
    Duration wait = config.retryAfter();
    while (true) {
      try {
        action.run();
        delay = null;
        return;
      } catch (HistoryStore.Refused | HistoryStore.Overtaken e) {
        delay = null;
        throw e;
      } catch (RuntimeException e) {
        if (delay == null) {
          LOG.warnf("History waits for PostgreSQL: %s", e.getMessage());
        }
        delay = "waiting for PostgreSQL: " + e.getMessage();
        meters.retried();
        idle(wait);
        wait = min(wait.multipliedBy(2), config.retryAtMostAfter());
      }
    }
  }

  /// Stays a member of the group without taking records.
  private void idle(Duration wait) {
    consumer.pause(consumer.assignment());
    long end = clock.millis() + wait.toMillis();
    for (long left = wait.toMillis(); left > 0; left = end - clock.millis()) {
      if (!consumer.poll(Duration.ofMillis(Math.min(left, SLICE_MILLIS))).isEmpty()) {
        throw new IllegalStateException("partitions changed meanwhile; reading them again");
      }
    }
    consumer.resume(consumer.paused());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
