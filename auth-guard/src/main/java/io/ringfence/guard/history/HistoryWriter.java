package io.ringfence.guard.history;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Attacker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes records from a consumer into the store, as long as it takes. Confined to one thread.
///
/// How far each partition has been written is kept in the store, and moves in the transaction that
/// writes: a crash, or a change of partitions in the midst of a write, repeats nothing and loses
/// nothing, so that sums are exact. Offsets are committed on the bus afterwards, for all who look
/// there. While the store is away the batch is kept and tried again, see [Retry].
final class HistoryWriter {

  private static final Logger LOG = Logger.getLogger(HistoryWriter.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /// A parser's message may quote what it could not read.
  private static final int MAX_ERROR = 300;

  /// Puts a record aside that cannot be written, and returns when it is safe.
  interface DeadLetters {
    void put(ConsumerRecord<String, byte[]> record, String error);
  }

  private record Part(ConsumerRecord<String, byte[]> record, Content content) {}

  private final Consumer<String, byte[]> consumer;
  private final HistoryStore store;
  private final DeadLetters deadLetters;
  private final HistoryMeters meters;
  private final HistoryConfig config;
  private final InstantSource clock;
  private final Retry retry;
  private final Upkeep upkeep;
  private final Positions positions;
  private final Repeats repeats;

  /// @param topicIds the id of each topic that the consumer reads
  HistoryWriter(
      Consumer<String, byte[]> consumer,
      Map<String, UUID> topicIds,
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
    this.retry = new Retry(consumer, config, meters, clock);
    this.upkeep = new Upkeep(store, config, clock, retry);
    this.positions = new Positions(consumer, store, retry, topicIds);
    this.repeats =
        new Repeats(config.alikeWithin(), config.alikeSingles(), config.alikeKinds(), meters);
  }

  /// Why records wait, or `null`.
  @Nullable String delay() {
    return retry.delay();
  }

  /// One round: what has arrived is in the store afterwards.
  ///
  /// @throws org.apache.kafka.common.errors.WakeupException when the consumer is woken up
  void round() {
    upkeep.prepareAhead();
    var records = gather();
    if (!records.isEmpty()) {
      write(records);
      consumer.commitSync();
    } else if (isCaughtUp()) {
      upkeep.lookAfterCallsAndForget();
    }
    meters.lag(
        consumer.assignment().stream()
            .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
            .sum());
  }

  /// The records of a batch: more of them make a better one, so it waits a little for them.
  private List<ConsumerRecord<String, byte[]>> gather() {
    var records = new ArrayList<ConsumerRecord<String, byte[]>>();
    consumer.poll(POLL).forEach(records::add);
    if (records.isEmpty()) {
      return records;
    }
    long end = clock.millis() + config.linger().toMillis();
    for (long left = config.linger().toMillis();
        left > 0 && records.size() < config.batch();
        left = end - clock.millis()) {
      consumer.poll(Duration.ofMillis(left)).forEach(records::add);
    }
    return records;
  }

  private boolean isCaughtUp() {
    return consumer.assignment().stream()
        .filter(partition -> partition.topic().equals(Topics.CALLS))
        .allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
  }

  private void write(List<ConsumerRecord<String, byte[]>> records) {
    positions.keepOnly(consumer.assignment());
    var parts = new ArrayList<Part>(records.size());
    for (var record : records) {
      if (positions.isNew(record)) {
        parts.add(new Part(record, read(record)));
      }
    }
    for (int i = 0; i < parts.size(); i += config.batch()) {
      writeParts(parts.subList(i, Math.min(parts.size(), i + config.batch())));
    }
  }

  /// Unreadable attempts are put aside by the topology, alerts by notifier: they read them too.
  private Content read(ConsumerRecord<String, byte[]> record) {
    try {
      return Content.of(record);
    } catch (RuntimeException e) {
      if (!record.topic().equals(Topics.ATTEMPTS) && !record.topic().equals(Topics.ALERTS)) {
        putAside(record, e);
      }
      return new Content.Nothing();
    }
  }

  /// What is refused is halved, until only the records are left that cannot be written.
  private void writeParts(List<Part> parts) {
    var records = parts.stream().map(Part::record).toList();
    var contents = parts.stream().map(Part::content).toList();
    var batch = Batch.of(contents, repeats, positions.moves(records));
    try {
      upkeep.prepareFor(batch);
      retry.persist(() -> store.write(batch));
      meters.written(batch);
      positions.moved(records);
    } catch (HistoryStore.Refused refused) {
      if (parts.size() == 1) {
        putAside(parts.getFirst().record(), refused);
        writeParts(List.of(new Part(parts.getFirst().record(), new Content.Nothing())));
      } else {
        LOG.warnf("A batch was refused, writing it in parts: %s", refused.getMessage());
        writeParts(parts.subList(0, parts.size() / 2));
        writeParts(parts.subList(parts.size() / 2, parts.size()));
      }
    }
  }

  private void putAside(ConsumerRecord<String, byte[]> record, RuntimeException reason) {
    deadLetters.put(
        record,
        Objects.requireNonNull(Attacker.text(String.valueOf(reason.getMessage()), MAX_ERROR)));
    meters.deadLetter(record.topic());
  }
}
