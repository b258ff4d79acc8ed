package io.ringfence.guard.history;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Attacker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes records from a consumer into the store, as long as it takes. Confined to one thread.
///
/// Offsets are committed after the store has the records, and the store is idempotent: a crash
/// repeats, and loses nothing. While the store is away the partitions are paused and the batch is
/// kept, so the membership in the group lives on and nothing piles up in memory.
final class HistoryWriter {

  private static final Logger LOG = Logger.getLogger(HistoryWriter.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CALLS_PERIOD = Duration.ofSeconds(30);

  /// A parser's message may quote what it could not read.
  private static final int MAX_ERROR = 300;

  /// Puts a record aside that cannot be written, and returns when it is safe.
  interface DeadLetters {
    void put(ConsumerRecord<String, byte[]> record, String error);
  }

  private record Part(ConsumerRecord<String, byte[]> record, Batch batch) {}

  private final Consumer<String, byte[]> consumer;
  private final HistoryStore store;
  private final DeadLetters deadLetters;
  private final HistoryMeters meters;
  private final HistoryConfig config;
  private final InstantSource clock;
  private @Nullable LocalDate prepared;
  private Instant callsDue = Instant.EPOCH;
  private volatile @Nullable String delay;

  HistoryWriter(
      Consumer<String, byte[]> consumer,
      HistoryStore store,
      DeadLetters deadLetters,
      HistoryMeters meters,
      HistoryConfig config,
      InstantSource clock) {
    this.consumer = consumer;
    this.store = store;
    this.deadLetters = deadLetters;
    this.meters = meters;
    this.config = config;
    this.clock = clock;
  }

  /// Why records wait, or `null`.
  @Nullable String delay() {
    return delay;
  }

  /// One round: what has arrived is in the store afterwards.
  ///
  /// @throws org.apache.kafka.common.errors.WakeupException when the consumer is woken up
  void round() {
    persist(this::preparePartitions);
    var records = consumer.poll(POLL);
    if (records.isEmpty()) {
      lookAfterCalls();
    } else {
      var parts = new ArrayList<Part>(records.count());
      records.forEach(record -> read(record, parts));
      write(parts);
      consumer.commitSync();
    }
    meters.lag(
        consumer.assignment().stream()
            .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
            .sum());
  }

  /// Unreadable attempts are put aside by the topology, which reads them too.
  private void read(ConsumerRecord<String, byte[]> record, List<Part> parts) {
    try {
      parts.add(new Part(record, Batch.of(record)));
    } catch (RuntimeException e) {
      if (!record.topic().equals(Topics.ATTEMPTS)) {
        putAside(record, e);
      }
    }
  }

  private void write(List<Part> parts) {
    try {
      write(Batch.join(parts.stream().map(Part::batch).toList()));
    } catch (HistoryStore.Refused refused) {
      LOG.warnf("A batch was refused, writing it one by one: %s", refused.getMessage());
      parts.forEach(this::writeAlone);
    }
  }

  private void writeAlone(Part part) {
    try {
      write(part.batch());
    } catch (HistoryStore.Refused refused) {
      putAside(part.record(), refused);
    }
  }

  private void write(Batch batch) {
    if (!batch.isEmpty()) {
      persist(() -> store.write(batch));
      meters.written(batch);
    }
  }

  private void putAside(ConsumerRecord<String, byte[]> record, RuntimeException reason) {
    deadLetters.put(
        record,
        Objects.requireNonNull(Attacker.text(String.valueOf(reason.getMessage()), MAX_ERROR)));
    meters.deadLetter(record.topic());
  }

  /// Only when everything has been read: what is late is not lost.
  private void lookAfterCalls() {
    var now = clock.instant();
    if (now.isBefore(callsDue) || !isCaughtUp()) {
      return;
    }
    callsDue = now.plus(CALLS_PERIOD);
    persist(() -> lost(store.endLostCalls(now.minus(config.callsLostAfter()))));
    persist(() -> store.forgetCalls(now.minus(config.keepCalls())));
  }

  private boolean isCaughtUp() {
    return consumer.assignment().stream()
        .filter(partition -> partition.topic().equals(Topics.CALLS))
        .allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
  }

  private static void lost(int calls) {
    if (calls > 0) {
      LOG.warnf("%d calls count as lost: their edge has told nothing of them any more", calls);
    }
  }

  private void preparePartitions() {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (!today.equals(prepared)) {
      for (int day = -1; day <= config.daysAhead(); day++) {
        store.prepare(today.plusDays(day));
      }
      prepared = today;
    }
  }

  /// Does it again until it is done, while the store is away.
  private void persist(Runnable action) {
    Duration wait = config.retryAfter();
    while (true) {
      try {
        action.run();
        delay = null;
        return;
      } catch (HistoryStore.Refused e) {
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
      if (!consumer.poll(Duration.ofMillis(left)).isEmpty()) {
        throw new IllegalStateException("partitions changed meanwhile; reading them again");
      }
    }
    consumer.resume(consumer.paused());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
