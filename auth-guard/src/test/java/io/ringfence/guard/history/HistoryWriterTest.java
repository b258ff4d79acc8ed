package io.ringfence.guard.history;

import static io.ringfence.guard.detect.Given.SOURCE;
import static io.ringfence.guard.detect.Given.START;
import static io.ringfence.guard.detect.Given.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryWriterTest {

  private static final TopicPartition ATTEMPTS = new TopicPartition(Topics.ATTEMPTS, 0);
  private static final TopicPartition BLOCKS = new TopicPartition(Topics.BLOCKS, 0);

  private final MockConsumer<String, byte[]> consumer =
      new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
  private final Store store = new Store();
  private final List<String> letters = new ArrayList<>();
  private final HistoryWriter writer =
      new HistoryWriter(
          consumer,
          store,
          (record, error) -> letters.add(record.topic() + ": " + error),
          new HistoryMeters(new SimpleMeterRegistry()),
          new Config(
              10, 3, Duration.ofMinutes(5), Duration.ofDays(9), Duration.ZERO, Duration.ZERO),
          InstantSource.fixed(START));

  @BeforeEach
  void assign() {
    consumer.assign(List.of(ATTEMPTS, BLOCKS));
    consumer.updateBeginningOffsets(Map.of(ATTEMPTS, 0L, BLOCKS, 0L));
  }

  @Test
  void writesABatch_andCommitsAfterwards() {
    add(ATTEMPTS, 0, Json.write(failure(0)));
    add(ATTEMPTS, 1, Json.write(failure(1)));

    writer.round();

    assertThat(store.entries()).hasSize(2);
    assertThat(committed(ATTEMPTS)).isEqualTo(2);
    assertThat(store.prepared)
        .containsExactly(
            LocalDate.of(2026, 2, 28),
            LocalDate.of(2026, 3, 1),
            LocalDate.of(2026, 3, 2),
            LocalDate.of(2026, 3, 3),
            LocalDate.of(2026, 3, 4));
  }

  @Test
  void losesNothing_whileTheStoreIsAway() {
    add(ATTEMPTS, 0, Json.write(failure(0)));
    store.failures = 5;

    writer.round();

    assertThat(store.entries()).hasSize(1);
    assertThat(committed(ATTEMPTS)).isEqualTo(1);
    assertThat(consumer.paused()).isEmpty();
    assertThat(writer.delay()).isNull();
  }

  @Test
  void putsOnlyTheRefusedRecordAside() {
    var bad = failure(1);
    store.refused = bad.eventId();
    add(ATTEMPTS, 0, Json.write(failure(0)));
    add(ATTEMPTS, 1, Json.write(bad));
    add(ATTEMPTS, 2, Json.write(failure(2)));

    writer.round();

    assertThat(store.entries()).hasSize(2);
    assertThat(letters).containsExactly(Topics.ATTEMPTS + ": refused");
    assertThat(committed(ATTEMPTS)).isEqualTo(3);
  }

  @Test
  void goesOn_afterPoison() {
    add(ATTEMPTS, 0, "{".getBytes(StandardCharsets.UTF_8));
    add(BLOCKS, 0, "{".getBytes(StandardCharsets.UTF_8));
    add(BLOCKS, 1, null);

    writer.round();

    assertThat(store.written).isEmpty();
    assertThat(letters).as("the topology puts attempts aside").hasSize(1);
    assertThat(letters.getFirst()).startsWith(Topics.BLOCKS);
    assertThat(committed(BLOCKS)).isEqualTo(2);
  }

  @Test
  void looksAfterCalls_whenAllHasBeenRead() {
    add(ATTEMPTS, 0, Json.write(failure(0)));
    writer.round();
    assertThat(store.lost).isEmpty();

    writer.round();
    writer.round();

    assertThat(store.lost).containsExactly(START.minus(Duration.ofMinutes(5)));
    assertThat(store.forgotten).containsExactly(START.minus(Duration.ofDays(9)));
  }

  private void add(TopicPartition partition, long offset, byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(
            partition.topic(), partition.partition(), offset, SOURCE.toString(), value));
  }

  private long committed(TopicPartition partition) {
    return consumer.committed(Set.of(partition)).get(partition).offset();
  }

  private static final class Store implements HistoryStore {
    final List<Batch> written = new ArrayList<>();
    final List<LocalDate> prepared = new ArrayList<>();
    final List<Instant> lost = new ArrayList<>();
    final List<Instant> forgotten = new ArrayList<>();
    int failures;
    UUID refused;

    @Override
    public boolean hasSchema() {
      return true;
    }

    @Override
    public void prepare(LocalDate day) {
      prepared.add(day);
    }

    @Override
    public void write(Batch batch) {
      if (failures-- > 0) {
        throw new IllegalStateException("away");
      }
      if (batch.entries().stream().anyMatch(entry -> entry.eventId().equals(refused))) {
        throw new Refused(new IllegalArgumentException("refused"));
      }
      written.add(batch);
    }

    @Override
    public int endLostCalls(Instant since) {
      lost.add(since);
      return 0;
    }

    @Override
    public void forgetCalls(Instant before) {
      forgotten.add(before);
    }

    List<LogEntry> entries() {
      return written.stream().flatMap(batch -> batch.entries().stream()).toList();
    }
  }

  private record Config(
      int batch,
      int daysAhead,
      Duration callsLostAfter,
      Duration keepCalls,
      Duration retryAfter,
      Duration retryAtMostAfter)
      implements HistoryConfig {}
}
