package io.ringfence.local.bench;

import io.ringfence.contracts.bus.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// When the first decision on each target was on topic `blocks`, and when it arrived here.
final class BlocksWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int LOOK_MILLIS = 20;

  /// @param nanos of its arrival, as [System#nanoTime]
  /// @param millis when it was decided, by the guard's clock
  record Decision(long nanos, long millis) {}

  private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final CountDownLatch listening = new CountDownLatch(1);
  private final Thread thread;

  BlocksWatch(String bootstrap) throws InterruptedException {
    thread = Thread.ofPlatform().daemon().name("blocks-watch").start(() -> follow(bootstrap));
    listening.await();
  }

  private void follow(String bootstrap) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false);
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.BLOCKS).stream()
              .map(info -> new TopicPartition(Topics.BLOCKS, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      listening.countDown();
      while (open.get()) {
        var records = consumer.poll(POLL);
        long now = System.nanoTime();
        records.forEach(
            record -> {
              if (record.value() != null) {
                decisions.putIfAbsent(record.key(), new Decision(now, record.timestamp()));
              }
            });
      }
    }
  }

  Optional<Decision> of(String target) {
    return Optional.ofNullable(decisions.get(target));
  }

  int count() {
    return decisions.size();
  }

  /// Whether there were so many in time.
  boolean await(int count, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (decisions.size() < count && System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
    }
    return decisions.size() >= count;
  }

  @Override
  public void close() {
    open.set(false);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
