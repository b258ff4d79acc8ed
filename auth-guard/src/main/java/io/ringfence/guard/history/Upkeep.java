package io.ringfence.guard.history;

import io.ringfence.guard.history.HistoryStore.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// What history needs besides records: a partition for each day that has lines, an end for what is
/// old, and for calls that were lost. Confined to one thread.
final class Upkeep {

  private static final Logger LOG = Logger.getLogger(Upkeep.class);
  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final Duration ONE_DAY = Duration.ofDays(1);

  /// How far calls had been told at a time.
  private record Told(Instant at, List<Place> ends) {}

  private final Supplier<List<Place>> callsEnds;
  private final HistoryStore store;
  private final HistoryConfig config;
  private final InstantSource clock;
  private final Retry retry;
  private final Set<LocalDate> prepared = new HashSet<>();
  private LocalDate preparedOn = LocalDate.EPOCH;
  private Instant due = Instant.EPOCH;
  private Told told = new Told(Instant.EPOCH, List.of());

  /// @param callsEnds where the partitions of the calls' topic end now
  /// @throws IllegalArgumentException when the log would not be kept for a day
  Upkeep(
      Supplier<List<Place>> callsEnds,
      HistoryStore store,
      HistoryConfig config,
      InstantSource clock,
      Retry retry) {
    if (config.keepLog().compareTo(ONE_DAY) < 0) {
      throw new IllegalArgumentException(
          "ringfence.history.keep-log must be at least P1D, not " + config.keepLog());
    }
    this.callsEnds = callsEnds;
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
    prepareFor(batch.entries());
    prepareFor(batch.growing());
  }

  private void prepareFor(List<LogEntry> entries) {
    long before = Long.MIN_VALUE;
    for (var entry : entries) {
      long day = Math.floorDiv(entry.time().getEpochSecond(), ONE_DAY.toSeconds());
      if (day != before) {
        prepareFor(LocalDate.ofEpochDay(day));
        before = day;
      }
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

  /// Ends the calls that are lost and forgets what is old, now and then. What fails is done when it
  /// is due again: neither keeps records waiting.
  void lookAfterCallsAndForget() {
    var now = clock.instant();
    if (now.isBefore(due)) {
      return;
    }
    due = now.plus(PERIOD);
    endLostCalls(now);
    var keep =
        new HistoryStore.Keep(
            firstDay(), now.minus(config.keepBlocks()), now.minus(config.keepCalls()));
    attempt(() -> store.forget(keep));
  }

  /// Those of whom nothing more had been told the last time, once all that had been told then is
  /// written.
  private void endLostCalls(Instant now) {
    var before = told;
    told = new Told(now, callsEnds.get());
    if (!before.ends().isEmpty()) {
      var since = before.at().minus(config.callsLostAfter());
      attempt(() -> lost(store.endLostCalls(since, before.ends())));
    }
  }

  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warnf("History's upkeep waits for %d s: %s", PERIOD.toSeconds(), e.getMessage());
    }
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
