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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes records from a consumer into the store, as long as it takes. Confined to one thread.
///
/// How far each partition has been written is kept in the store, and moves in the transaction that
/// writes: a crash, or a change of partitions in the midst of a write, repeats nothing and loses
/// nothing, so that sums are exact. Offsets are committed on the bus afterwards, for all who look
/// there. While a batch is written the next one is read. While the store is away the batch is kept
/// and tried again, see [Retry].
final class HistoryWriter {

  private static final Logger LOG = Logger.getLogger(HistoryWriter.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /// A parser's message may quote what it could not read.
  private static final int MAX_ERROR = 300;

  /// Puts a record aside that cannot be written, and returns when it is safe.
  interface DeadLetters {
    void put(ConsumerRecord<String, byte[]> record, String error);
  }

  /// @param unreadable why it says nothing, or `null`
  private record Part(
      ConsumerRecord<String, byte[]> record,
      Content content,
      @Nullable RuntimeException unreadable) {

    static Part of(ConsumerRecord<String, byte[]> record) {
      try {
        return new Part(record, Content.of(record), null);
      } catch (RuntimeException e) {
        return new Part(record, new Content.Nothing(), e);
      }
    }

    /// The same record, of which nothing is kept.
    Part empty() {
      return new Part(record, new Content.Nothing(), null);
    }
  }

  private final Consumer<String, byte[]> consumer;
  private final HistoryStore store;
  private final DeadLetters deadLetters;
  private final HistoryMeters meters;
  private final HistoryConfig config;
  private final InstantSource clock;
  private final Retry retry;
  private final Positions positions;
  private final Upkeep upkeep;
  private final Repeats repeats;

  private List<Part> begun = List.of();
  private @Nullable Underway underway;
  private Map<TopicPartition, OffsetAndMetadata> ends = Map.of();

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
    this.positions = new Positions(consumer, store, retry, meters, topicIds);
    this.upkeep = new Upkeep(() -> positions.ends(Topics.CALLS), store, config, clock, retry);
    this.repeats =
        new Repeats(config.alikeWithin(), config.alikeSingles(), config.alikeKinds(), meters);
  }

  /// Why records wait, or `null`.
  @Nullable String delay() {
    return retry.delay();
  }

  /// One round: what has arrived is on its way into the store afterwards, and what had arrived
  /// before is there.
  ///
  /// @throws org.apache.kafka.common.errors.WakeupException when the consumer is woken up
  void round() {
    var parts = gather();
    finish();
    positions.keepOnly(consumer.assignment());
    upkeep.prepareAhead();
    write(parts);
    upkeep.lookAfterCallsAndForget();
    meters.lag(
        consumer.assignment().stream()
            .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
            .sum());
  }

  /// The records of a batch: more of them make a better one, so it waits a little for them.
  private List<Part> gather() {
    var parts = new ArrayList<Part>();
    poll(POLL, parts);
    if (parts.isEmpty()) {
      return parts;
    }
    long end = clock.millis() + config.linger().toMillis();
    for (long left = config.linger().toMillis();
        left > 0 && parts.size() < config.batch();
        left = end - clock.millis()) {
      poll(Duration.ofMillis(left), parts);
    }
    return parts;
  }

  private void poll(Duration limit, List<Part> parts) {
    positions.take(consumer.poll(limit)).forEach(record -> parts.add(Part.of(record)));
  }

  private void write(List<Part> parts) {
    var fresh = parts.stream().filter(part -> positions.isNew(part.record())).toList();
    fresh.forEach(this::putAsideIfUnreadable);
    for (int i = 0; i < fresh.size(); i += config.batch()) {
      finish();
      begun = fresh.subList(i, Math.min(fresh.size(), i + config.batch()));
      underway = begin(begun);
    }
    ends = Positions.ends(parts.stream().map(Part::record).toList());
  }

  private Underway begin(List<Part> parts) {
    var batch =
        Batch.of(
            parts.stream().map(Part::content).toList(), repeats, positions.moves(records(parts)));
    upkeep.prepareFor(batch);
    return Underway.begin(batch, store);
  }

  /// Waits for what is underway.
  private void finish() {
    var current = underway;
    if (current != null) {
      underway = null;
      finish(begun, current);
    }
    if (!ends.isEmpty()) {
      consumer.commitAsync(ends, HistoryWriter::committed);
      ends = Map.of();
    }
  }

  /// What is refused is halved, until only the records are left that cannot be written.
  private void finish(List<Part> parts, Underway current) {
    try {
      retry.persist(current::end);
      meters.written(current.batch());
      positions.moved(records(parts));
    } catch (HistoryStore.Refused refused) {
      if (parts.size() == 1) {
        putAside(parts.getFirst().record(), refused);
        writeNow(List.of(parts.getFirst().empty()));
      } else {
        LOG.warnf("A batch was refused, writing it in parts: %s", refused.getMessage());
        writeNow(parts.subList(0, parts.size() / 2));
        writeNow(parts.subList(parts.size() / 2, parts.size()));
      }
    }
  }

  private void writeNow(List<Part> parts) {
    finish(parts, begin(parts));
  }

  /// Where the group is on the bus is for those who look there; the store knows how far it is.
  private static void committed(
      Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
    if (failure != null) {
      LOG.debugf("Offsets were not committed: %s", failure.getMessage());
    }
  }

  private static List<ConsumerRecord<String, byte[]>> records(List<Part> parts) {
    return parts.stream().map(Part::record).toList();
  }

  /// Unreadable attempts are put aside by the topology, alerts by notifier: they read them too.
  private void putAsideIfUnreadable(Part part) {
    String topic = part.record().topic();
    if (part.unreadable() != null
        && !topic.equals(Topics.ATTEMPTS)
        && !topic.equals(Topics.ALERTS)) {
      putAside(part.record(), part.unreadable());
    }
  }

  private void putAside(ConsumerRecord<String, byte[]> record, RuntimeException reason) {
    deadLetters.put(
        record,
        Objects.requireNonNull(Attacker.text(String.valueOf(reason.getMessage()), MAX_ERROR)));
    meters.deadLetter(record.topic());
  }
}
