package io.ringfence.guard.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// How far each partition has been written, as the store knows it: what the bus brings again is
/// passed over. The group's offsets on the bus come second. Confined to one thread.
final class Positions {

  private static final class Position {
    long written;
    long read;

    Position(long written) {
      this.written = written;
    }
  }

  private final Consumer<String, byte[]> consumer;
  private final HistoryStore store;
  private final Retry retry;
  private final Map<String, UUID> topicIds;
  private final Map<TopicPartition, Position> positions = new HashMap<>();

  Positions(
      Consumer<String, byte[]> consumer,
      HistoryStore store,
      Retry retry,
      Map<String, UUID> topicIds) {
    this.consumer = consumer;
    this.store = store;
    this.retry = retry;
    this.topicIds = topicIds;
  }

  /// Forgets the partitions that are others' now.
  void keepOnly(Set<TopicPartition> assigned) {
    positions.keySet().retainAll(assigned);
  }

  /// Whether the record is still to be written.
  ///
  /// @throws IllegalStateException when the partition has begun anew: its topic is another one
  boolean isNew(ConsumerRecord<String, byte[]> record) {
    var partition = partition(record);
    var position = positions.get(partition);
    if (position == null) {
      position = new Position(begin(partition, record.offset()));
      positions.put(partition, position);
    }
    if (record.offset() < position.read) {
      throw new IllegalStateException(partition + " has begun anew");
    }
    position.read = record.offset() + 1;
    return record.offset() >= position.written;
  }

  private long begin(TopicPartition partition, long from) {
    var begun = new long[1];
    retry.persist(
        () -> {
          long end = Objects.requireNonNull(consumer.endOffsets(Set.of(partition)).get(partition));
          begun[0] =
              store.begin(id(partition), partition.topic(), partition.partition(), from, end);
        });
    return begun[0];
  }

  /// From where they were to behind the last of these records, which are in the order of offsets.
  List<Move> moves(List<ConsumerRecord<String, byte[]>> records) {
    Map<TopicPartition, Long> next = next(records);
    return next.entrySet().stream()
        .map(
            entry ->
                new Move(
                    id(entry.getKey()),
                    entry.getKey().partition(),
                    position(entry.getKey()).written,
                    entry.getValue()))
        .toList();
  }

  void moved(List<ConsumerRecord<String, byte[]>> records) {
    next(records).forEach((partition, next) -> position(partition).written = next);
  }

  /// Behind the last of these records, as a consumer commits it.
  static Map<TopicPartition, OffsetAndMetadata> ends(List<ConsumerRecord<String, byte[]>> records) {
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    next(records).forEach((partition, next) -> ends.put(partition, new OffsetAndMetadata(next)));
    return ends;
  }

  private static Map<TopicPartition, Long> next(List<ConsumerRecord<String, byte[]>> records) {
    Map<TopicPartition, Long> next = new HashMap<>();
    records.forEach(record -> next.put(partition(record), record.offset() + 1));
    return next;
  }

  private Position position(TopicPartition partition) {
    return Objects.requireNonNull(positions.get(partition));
  }

  private UUID id(TopicPartition partition) {
    var id = topicIds.get(partition.topic());
    if (id == null) {
      throw new IllegalStateException("the id of topic " + partition.topic() + " is not known");
    }
    return id;
  }

  private static TopicPartition partition(ConsumerRecord<String, byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
