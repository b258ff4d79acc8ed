package io.ringfence.guard.history;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.guard.history.HistoryStore.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/// How far each partition has been written, as the store knows it: what the bus brings again is
/// passed over, and what a store lacks that was restored, or whose replica has taken over, is read
/// again. The group's offset counts where the store knows nothing. Confined to one thread.
final class Positions {

  private static final Logger LOG = Logger.getLogger(Positions.class);

  private static final class Position {
    long written;
    long read;

    Position(long written, long read) {
      this.written = written;
      this.read = read;
    }
  }

  private final Consumer<String, byte[]> consumer;
  private final HistoryStore store;
  private final Retry retry;
  private final HistoryMeters meters;
  private final Map<String, UUID> topicIds;
  private final Map<TopicPartition, Position> positions = new HashMap<>();

  Positions(
      Consumer<String, byte[]> consumer,
      HistoryStore store,
      Retry retry,
      HistoryMeters meters,
      Map<String, UUID> topicIds) {
    this.consumer = consumer;
    this.store = store;
    this.retry = retry;
    this.meters = meters;
    this.topicIds = topicIds;
  }

  /// Forgets the partitions that are others' now.
  void keepOnly(Set<TopicPartition> assigned) {
    positions.keySet().retainAll(assigned);
  }

  /// Finds the place of each partition that has come, whether it has records or not, and goes back
  /// there.
  ///
  /// @return what is to be taken of these: nothing of a partition that is read again
  List<ConsumerRecord<String, byte[]>> take(ConsumerRecords<String, byte[]> records) {
    var back = goBack(records);
    List<ConsumerRecord<String, byte[]>> taken = new ArrayList<>(records.count());
    for (var record : records) {
      if (!back.contains(partition(record))) {
        taken.add(record);
      }
    }
    return taken;
  }

  private Set<TopicPartition> goBack(ConsumerRecords<String, byte[]> records) {
    var come = new HashSet<>(consumer.assignment());
    come.removeAll(positions.keySet());
    if (come.isEmpty()) {
      return Set.of();
    }
    var beginnings = consumer.beginningOffsets(come);
    var ends = consumer.endOffsets(come);
    Set<TopicPartition> back = new HashSet<>();
    for (var partition : come) {
      var first = records.records(partition);
      long from = first.isEmpty() ? consumer.position(partition) : first.getFirst().offset();
      long place = begin(partition, from, offset(ends, partition));
      long start = Math.max(place, offset(beginnings, partition));
      if (start > place) {
        passOver(partition, place, start);
      }
      if (start < from) {
        LOG.infof("%s: history goes back from offset %d to %d", partition, from, start);
        consumer.seek(partition, start);
        back.add(partition);
      }
      positions.put(partition, new Position(start, Math.min(start, from)));
    }
    return back;
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return Objects.requireNonNull(offsets.get(partition));
  }

  private long begin(TopicPartition partition, long from, long end) {
    var begun = new long[1];
    retry.persist(
        () ->
            begun[0] =
                store.begin(id(partition), partition.topic(), partition.partition(), from, end));
    return begun[0];
  }

  /// The place moves, so that nothing is missed twice.
  private void passOver(TopicPartition partition, long from, long to) {
    var move = new Move(id(partition), partition.partition(), from, to);
    retry.persist(
        () -> store.write(new Batch(List.of(), List.of(), List.of(), List.of(), List.of(move))));
    missing(partition, from, to);
  }

  private void missing(TopicPartition partition, long from, long to) {
    LOG.warnf(
        "%s: %d records, from offset %d, are not on the bus any more and missing in the history",
        partition, to - from, from);
    meters.missing(partition.topic(), to - from);
  }

  /// Whether the record is still to be written. Not if its partition is another's by now.
  ///
  /// @throws IllegalStateException when the partition has begun anew: its topic is another one
  boolean isNew(ConsumerRecord<String, byte[]> record) {
    var partition = partition(record);
    var position = positions.get(partition);
    if (position == null) {
      return false;
    }
    if (record.offset() < position.read) {
      throw new IllegalStateException(partition + " has begun anew");
    }
    if (record.offset() > position.read && !isCompacted(partition)) {
      missing(partition, position.read, record.offset());
    }
    position.read = record.offset() + 1;
    return record.offset() >= position.written;
  }

  /// Of blocks only the latest states are kept, so that offsets have gaps.
  private static boolean isCompacted(TopicPartition partition) {
    return partition.topic().equals(Topics.BLOCKS);
  }

  /// Where all partitions of the topic end now, whoever reads them.
  List<Place> ends(String topic) {
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    return consumer.endOffsets(partitions).entrySet().stream()
        .map(end -> new Place(id(end.getKey()), end.getKey().partition(), end.getValue()))
        .toList();
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
