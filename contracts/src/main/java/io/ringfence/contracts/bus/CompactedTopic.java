package io.ringfence.contracts.bus;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows a compacted topic from its beginning, for ever, on a thread of its own: a service's view
/// of shared state. It has no consumer group and commits nothing, so every instance sees every
/// record, and sees it again after a restart.
///
/// A Kafka that is away is waited for: [#caughtUp] completes when the records that were there
/// at the start have been handled. A record that the handler refuses with an
/// [IllegalArgumentException] is reported and passed over, state before it stays in force.
public final class CompactedTopic implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopic.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
  private static final int GATHERED_BYTES = 256 * 1024;

  /// Takes one record over. Called by one thread only.
  @FunctionalInterface
  public interface Handler {

    /// @param value `null` for a tombstone
    /// @throws IllegalArgumentException when the record is malformed
    void accept(String key, byte @Nullable [] value);

    /// Takes one record over, for those who need more of it.
    ///
    /// @throws IllegalArgumentException when the record is malformed
    default void accept(ConsumerRecord<String, byte[]> record) {
      accept(record.key(), record.value());
    }

    /// A batch is over: the time to act on several changes at once.
    default void batchEnded() {}

    /// A record was passed over because [#accept] refused it.
    default void refused(ConsumerRecord<String, byte[]> record, IllegalArgumentException reason) {}
  }

  private final String topic;
  private final Handler handler;
  private final Map<String, Object> consumerConfig;
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final Thread thread;
  /// Where to go on after a failure. Reading on, not again: what was deleted meanwhile may have no
  /// tombstone left. Confined to the thread.
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private volatile boolean closed;
  private volatile @Nullable Consumer<String, byte[]> consumer;

  private CompactedTopic(
      String bootstrapServers, String topic, int minBytes, Duration maxWait, Handler handler) {
    this.topic = topic;
    this.handler = handler;
    this.consumerConfig =
        Map.ofEntries(
            Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
            Map.entry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, minBytes),
            Map.entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) maxWait.toMillis()),
            Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000),
            Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L));
    this.thread = Thread.ofPlatform().daemon().name("follow-" + topic).unstarted(this::run);
  }

  /// Starts following at once. Creates Ringfence's topics if they are missing.
  public static CompactedTopic follow(String bootstrapServers, String topic, Handler handler) {
    return start(new CompactedTopic(bootstrapServers, topic, 1, POLL, handler));
  }

  /// Like [#follow], of a busy topic whose records need not come at once: they are waited for
  /// together, which costs a fraction.
  ///
  /// @param delay how late a record may come
  public static CompactedTopic gather(
      String bootstrapServers, String topic, Duration delay, Handler handler) {
    return start(new CompactedTopic(bootstrapServers, topic, GATHERED_BYTES, delay, handler));
  }

  private static CompactedTopic start(CompactedTopic followed) {
    followed.thread.start();
    return followed;
  }

  /// Completes when the view is as recent as the topic was at the start.
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.copy();
  }

  public boolean isCaughtUp() {
    return caughtUp.isDone();
  }

  @Override
  public void close() {
    closeAll(List.of(this));
  }

  /// Stops following several topics, at the same time. It takes a moment, whether Kafka is there or
  /// not.
  public static void closeAll(List<CompactedTopic> topics) {
    topics.forEach(CompactedTopic::end);
    long end = System.nanoTime() + LAST_MOMENT.toNanos();
    try {
      for (var topic : topics) {
        topic.thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    closed = true;
    var current = consumer;
    if (current != null) {
      current.wakeup();
    } else {
      thread.interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try {
        createTopics();
        follow();
      } catch (WakeupException | InterruptException | InterruptedException e) {
        LOG.debug("{}: interrupted", topic);
      } catch (KafkaException | ExecutionException e) {
        LOG.warn("{}: Kafka is away, trying again: {}", topic, e.getMessage());
        pause();
      } catch (RuntimeException e) {
        LOG.error("{}: could not take a record over, trying it again", topic, e);
        pause();
      }
    }
  }

  private void createTopics() throws InterruptedException, ExecutionException {
    Object servers = consumerConfig.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
    var admin = Admin.create(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers));
    try {
      Topics.create(admin);
    } finally {
      // What is still asked of a Kafka that is away would be waited for.
      admin.close(Duration.ZERO);
    }
  }

  private void follow() {
    var kafka =
        new KafkaConsumer<>(consumerConfig, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      consumer = kafka;
      List<TopicPartition> partitions =
          kafka.partitionsFor(topic).stream().map(CompactedTopic::partition).toList();
      kafka.assign(partitions);
      partitions.forEach(partition -> kafka.seek(partition, next.getOrDefault(partition, 0L)));
      var missing = new HashMap<>(kafka.endOffsets(partitions));
      while (!closed) {
        var records = kafka.poll(POLL);
        records.forEach(this::hand);
        if (!records.isEmpty()) {
          handler.batchEnded();
        }
        if (!caughtUp.isDone()) {
          missing.entrySet().removeIf(end -> kafka.position(end.getKey()) >= end.getValue());
          if (missing.isEmpty()) {
            caughtUp.complete(null);
          }
        }
      }
    } finally {
      consumer = null;
      kafka.close(CloseOptions.timeout(LAST_MOMENT.dividedBy(2)));
    }
  }

  private void hand(ConsumerRecord<String, byte[]> record) {
    try {
      if (record.key() == null) {
        throw new IllegalArgumentException("the record has no key");
      }
      handler.accept(record);
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "{}-{}@{}: passed over: {}", topic, record.partition(), record.offset(), e.getMessage());
      handler.refused(record, e);
    }
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  private void pause() {
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static TopicPartition partition(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }
}
