package io.ringfence.guard.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/// What history needs besides records: a partition for each day that has lines, an end for what is
/// old, and for calls that were lost. Confined to one thread.
final class Upkeep {

  private static final Logger LOG = Logger.getLogger(Upkeep.class);
  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final Duration ONE_DAY = Duration.ofDays(1);

  private final HistoryStore store;
  private final HistoryConfig config;
  private final InstantSource clock;
  private final Retry retry;
  private final Set<LocalDate> prepared = new HashSet<>();
  private LocalDate preparedOn = LocalDate.EPOCH;
  private Instant due = Instant.EPOCH;

  /// @throws IllegalArgumentException when the log would not be kept for a day
  Upkeep(HistoryStore store, HistoryConfig config, InstantSource clock, Retry retry) {
    if (config.keepLog().compareTo(ONE_DAY) < 0) {
      throw new IllegalArgumentException(
          "ringfence.history.keep-log must be at least P1D, not " + config.keepLog());
    }
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.retry = retry;
  }

  /// Makes the partitions of the days to come.
  void prepareAhead() {
    var today = today();
    if (!today.equals(preparedOn)) {
      prepared.clear();
      for (int day = -1; day <= config.daysAhead(); day++) {
        prepare(today.plusDays(day));
      }
      preparedOn = today;
    }
  }

  /// Makes the partitions of earlier days that a backlog is from. A time that is older than the log
  /// is kept, or far ahead, gets none.
  void prepareFor(Batch batch) {
    for (var entry : batch.entries()) {
      prepareFor(LocalDate.ofInstant(entry.time(), ZoneOffset.UTC));
    }
    for (var entry : batch.growing()) {
      prepareFor(LocalDate.ofInstant(entry.time(), ZoneOffset.UTC));
    }
  }

  private void prepareFor(LocalDate day) {
    if (!prepared.contains(day) && !day.isBefore(firstDay()) && day.isBefore(today())) {
      prepare(day);
    }
  }

  private void prepare(LocalDate day) {
    retry.persist(() -> store.prepare(day));
    prepared.add(day);
  }

  /// Ends what is lost and forgets what is old, now and then. To be called only when all has been
  /// read: what is late is not lost.
  void lookAfterCallsAndForget() {
    var now = clock.instant();
    if (now.isBefore(due)) {
      return;
    }
    due = now.plus(PERIOD);
    retry.persist(() -> lost(store.endLostCalls(now.minus(config.callsLostAfter()))));
    var keep =
        new HistoryStore.Keep(
            firstDay(), now.minus(config.keepBlocks()), now.minus(config.keepCalls()));
    retry.persist(() -> store.forget(keep));
  }

  private static void lost(int calls) {
    if (calls > 0) {
      LOG.warnf("%d calls count as lost: their edge has told nothing of them any more", calls);
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private LocalDate firstDay() {
    return today().minusDays(config.keepLog().toDays());
  }
}
