package io.ringfence.guard.history;

import static io.ringfence.guard.detect.Given.SOURCE;
import static io.ringfence.guard.detect.Given.START;
import static io.ringfence.guard.detect.Given.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryWriterTest {

  private static final TopicPartition ATTEMPTS = new TopicPartition(Topics.ATTEMPTS, 0);
  private static final TopicPartition BLOCKS = new TopicPartition(Topics.BLOCKS, 0);

  /// Another instance has it.
  private static final TopicPartition CALLS = new TopicPartition(Topics.CALLS, 0);

  private static final Map<String, UUID> IDS =
      Map.of(
          Topics.ATTEMPTS, new UUID(0, 1),
          Topics.BLOCKS, new UUID(0, 2),
          Topics.CALLS, new UUID(0, 3));

  private final MockConsumer<String, byte[]> consumer =
      new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
  private final GivenStore store = new GivenStore();
  private final List<String> letters = new ArrayList<>();
  private Instant now = START;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HistoryWriter writer =
      new HistoryWriter(
          consumer,
          IDS,
          store,
          (record, error) -> letters.add(record.topic() + ": " + error),
          new HistoryMeters(registry),
          TestConfig.QUICK,
          () -> now);

  @BeforeEach
  void assign() {
    consumer.assign(List.of(ATTEMPTS, BLOCKS));
    consumer.updateBeginningOffsets(Map.of(ATTEMPTS, 0L, BLOCKS, 0L));
    consumer.updateEndOffsets(Map.of(ATTEMPTS, 100L, BLOCKS, 100L, CALLS, 9L));
    consumer.updatePartitions(
        Topics.CALLS, List.of(new PartitionInfo(Topics.CALLS, 0, null, null, null)));
  }

  @Test
  void writesABatch_andCommitsAfterwards() {
    add(ATTEMPTS, 0, Json.write(failure(0)));
    add(ATTEMPTS, 1, Json.write(failure(1)));

    rounds();

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
    store.timesAway = 5;

    rounds();

    assertThat(store.entries()).hasSize(1);
    assertThat(committed(ATTEMPTS)).isEqualTo(1);
    assertThat(consumer.paused()).isEmpty();
    assertThat(writer.delay()).isNull();
  }

  @Test
  void putsOnlyTheRefusedRecordAside() {
    var bad = Alike.failed(2, 1);
    store.refused = bad.source().toString();
    add(ATTEMPTS, 0, Json.write(failure(0)));
    add(ATTEMPTS, 1, Json.write(bad));
    add(ATTEMPTS, 2, Json.write(failure(2)));

    rounds();

    assertThat(store.failures()).isEqualTo(2);
    assertThat(letters).containsExactly(Topics.ATTEMPTS + ": refused");
    assertThat(committed(ATTEMPTS)).isEqualTo(3);
  }

  @Test
  void goesOn_afterPoison() {
    add(ATTEMPTS, 0, "{".getBytes(StandardCharsets.UTF_8));
    add(BLOCKS, 0, "{".getBytes(StandardCharsets.UTF_8));
    add(BLOCKS, 1, null);

    rounds();

    assertThat(store.entries()).isEmpty();
    assertThat(letters).as("the topology puts attempts aside").hasSize(1);
    assertThat(letters.getFirst()).startsWith(Topics.BLOCKS);
    assertThat(committed(BLOCKS)).isEqualTo(2);
  }

  @Test
  void forgetsWhatIsOld_whileRecordsKeepComing() {
    for (int i = 0; i < 5; i++) {
      add(ATTEMPTS, i, Json.write(failure(i)));
      writer.round();
      now = now.plusSeconds(10);
    }

    assertThat(store.kept).containsExactly(keep(START), keep(START.plusSeconds(30)));
  }

  @Test
  void endsLostCalls_whenAllThatHadBeenToldIsWritten_byWhomever() {
    store.progress.put(IDS.get(Topics.CALLS), 8L);
    writer.round();
    now = now.plusSeconds(30);
    writer.round();
    assertThat(store.lost).as("the other has a record yet to write").isEmpty();

    store.progress.put(IDS.get(Topics.CALLS), 9L);
    consumer.updateEndOffsets(Map.of(CALLS, 12L));
    now = now.plusSeconds(30);
    writer.round();

    assertThat(store.lost).containsExactly(START.plusSeconds(30).minus(Duration.ofMinutes(5)));
  }

  @Test
  void upkeepThatFails_keepsNoRecordWaiting() {
    store.mayForget = false;
    add(ATTEMPTS, 0, Json.write(failure(0)));

    rounds();

    assertThat(store.entries()).hasSize(1);
    assertThat(store.kept).hasSize(1);
    now = now.plusSeconds(30);
    writer.round();
    assertThat(store.kept).hasSize(2);
  }

  @Test
  void sumsUpAFlood_inOneLine() {
    for (int i = 0; i < 50; i++) {
      add(ATTEMPTS, i, Json.write(Alike.failed(1, i)));
    }
    rounds();

    assertThat(store.entries())
        .as("each of the first few")
        .hasSize(TestConfig.QUICK.alikeSingles());
    assertThat(store.growing().stream().map(LogEntry::eventId).distinct()).hasSize(1);
    assertThat(store.failures()).isEqualTo(50);
    assertThat(committed(ATTEMPTS)).isEqualTo(50);
  }

  @Test
  void passesOverWhatTheStoreHasAlready_ofABatchWhoseOffsetsWereLost() {
    store.progress.put(IDS.get(Topics.ATTEMPTS), 2L);
    add(ATTEMPTS, 0, Json.write(failure(0)));
    add(ATTEMPTS, 1, Json.write(failure(1)));
    add(ATTEMPTS, 2, Json.write(failure(2)));

    rounds();

    assertThat(store.entries()).hasSize(1);
    assertThat(store.progress).containsEntry(IDS.get(Topics.ATTEMPTS), 3L);
  }

  @Test
  void goesBack_whenTheStoreIsBehindTheGroup() {
    store.progress.put(IDS.get(Topics.ATTEMPTS), 2L);
    add(ATTEMPTS, 5, Json.write(failure(5)));
    add(BLOCKS, 0, null);

    writer.round();

    assertThat(consumer.position(ATTEMPTS)).isEqualTo(2);
    for (int i = 2; i < 6; i++) {
      add(ATTEMPTS, i, Json.write(failure(i)));
    }
    rounds();
    assertThat(store.entries()).hasSize(4);
    assertThat(store.progress)
        .containsEntry(IDS.get(Topics.ATTEMPTS), 6L)
        .containsEntry(IDS.get(Topics.BLOCKS), 1L);
    assertThat(missing()).isZero();
  }

  @Test
  void goesBack_beforeAnythingElseIsTold() {
    store.progress.put(IDS.get(Topics.ATTEMPTS), 2L);
    consumer.seek(ATTEMPTS, 100);

    writer.round();

    assertThat(consumer.position(ATTEMPTS)).isEqualTo(2);
  }

  @Test
  void countsWhatTheBusHasNoMore() {
    store.progress.put(IDS.get(Topics.ATTEMPTS), 2L);
    consumer.updateBeginningOffsets(Map.of(ATTEMPTS, 4L, BLOCKS, 0L));
    add(ATTEMPTS, 5, Json.write(failure(5)));
    writer.round();
    assertThat(consumer.position(ATTEMPTS)).isEqualTo(4);
    assertThat(store.progress).containsEntry(IDS.get(Topics.ATTEMPTS), 4L);
    assertThat(missing()).isEqualTo(2);

    add(ATTEMPTS, 4, Json.write(failure(4)));
    rounds();
    add(ATTEMPTS, 8, Json.write(failure(8)));
    rounds();

    assertThat(missing()).as("and three while it was read").isEqualTo(5);
    assertThat(store.progress).containsEntry(IDS.get(Topics.ATTEMPTS), 9L);
  }

  @Test
  void compactedTopicHasGaps_andMissesNothing() {
    add(BLOCKS, 0, null);
    add(BLOCKS, 7, null);

    rounds();

    assertThat(missing()).isZero();
    assertThat(store.progress).containsEntry(IDS.get(Topics.BLOCKS), 8L);
  }

  @Test
  void startsAgain_whenATopicHasBegunAnew() {
    add(ATTEMPTS, 7, Json.write(failure(0)));
    writer.round();
    consumer.seekToBeginning(List.of(ATTEMPTS));
    add(ATTEMPTS, 0, Json.write(failure(1)));

    assertThatThrownBy(writer::round).hasMessageContaining("has begun anew");
  }

  @Test
  void makesThePartitionsOfABacklog_butNoneForTimesThatCannotBe() {
    add(ATTEMPTS, 0, Json.write(failure(-Duration.ofDays(5).toSeconds())));
    add(ATTEMPTS, 1, Json.write(failure(-Duration.ofDays(30).toSeconds())));
    add(ATTEMPTS, 2, Json.write(failure(Duration.ofDays(30).toSeconds())));

    rounds();

    assertThat(store.prepared).hasSize(6).contains(LocalDate.of(2026, 2, 24));
    assertThat(store.entries()).hasSize(3);
  }

  @Test
  void readsOn_whileABatchIsWritten_andCommitsOnlyWhatIsWritten() {
    store.mayWrite = new CountDownLatch(1);
    add(ATTEMPTS, 0, Json.write(failure(0)));
    writer.round();
    assertThat(consumer.position(ATTEMPTS)).isEqualTo(1);
    assertThat(consumer.committed(Set.of(ATTEMPTS))).isEmpty();
    assertThat(store.written).isEmpty();

    store.mayWrite.countDown();
    rounds();

    assertThat(store.entries()).hasSize(1);
    assertThat(committed(ATTEMPTS)).isEqualTo(1);
  }

  @Test
  void refusedBatch_harmsNoneThatWasReadMeanwhile() {
    var bad = Alike.failed(2, 1);
    store.refused = bad.source().toString();
    add(ATTEMPTS, 0, Json.write(failure(0)));
    add(ATTEMPTS, 1, Json.write(bad));
    writer.round();
    add(ATTEMPTS, 2, Json.write(failure(1)));
    add(ATTEMPTS, 3, Json.write(bad));
    rounds();

    assertThat(store.failures()).isEqualTo(2);
    assertThat(letters).hasSize(2);
    assertThat(store.progress).containsEntry(IDS.get(Topics.ATTEMPTS), 4L);
    assertThat(committed(ATTEMPTS)).isEqualTo(4);
  }

  /// Until all that was added is written.
  private void rounds() {
    for (int i = 0; i < 3; i++) {
      writer.round();
    }
  }

  private static HistoryStore.Keep keep(Instant at) {
    return new HistoryStore.Keep(
        LocalDate.of(2026, 2, 19), at.minus(Duration.ofDays(11)), at.minus(Duration.ofDays(9)));
  }

  private void add(TopicPartition partition, long offset, byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(
            partition.topic(), partition.partition(), offset, SOURCE.toString(), value));
  }

  private double missing() {
    var counters = registry.find("ringfence.history.missing").counters();
    return counters.stream().mapToDouble(Counter::count).sum();
  }

  private long committed(TopicPartition partition) {
    return consumer.committed(Set.of(partition)).get(partition).offset();
  }
}
