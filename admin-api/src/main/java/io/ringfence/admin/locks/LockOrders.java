package io.ringfence.admin.locks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.admin.installation.Schema;
import io.ringfence.admin.problem.Unavailable;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.LockOrder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/// Reads topic `locks`, on a thread of its own. An order counts as read when it is carried out, or
/// cannot be read and is put aside; while PostgreSQL is away it waits. One replica reads.
@ApplicationScoped
@Startup
class LockOrders {
  private static final Logger LOG = Logger.getLogger(LockOrders.class);
  private static final String GROUP = "admin-api-locks";
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int MAX_ERROR = 500;

  private final KafkaProducers kafka;
  private final Schema schema;
  private final OrderedLocks locks;
  private final Counter deadLetters;
  private final Semaphore stopping = new Semaphore(0);
  private final Thread thread;
  private volatile boolean stopped;

  LockOrders(KafkaProducers kafka, Schema schema, OrderedLocks locks, MeterRegistry metrics) {
    this.kafka = kafka;
    this.schema = schema;
    this.locks = locks;
    this.deadLetters = metrics.counter("ringfence.dead.letters", "topic", Topics.LOCKS);
    thread = Thread.ofPlatform().daemon().name("lock-orders").start(this::run);
  }

  private void run() {
    while (!stopped) {
      try {
        schema.migrated().get();
        makeTopics();
        follow();
      } catch (InterruptedException | InterruptException e) {
        return;
      } catch (ExecutionException | RuntimeException e) {
        LOG.warnf("lock orders wait: %s", Unavailable.reason(e));
      }
      pause();
    }
  }

  private void makeTopics() throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.create(admin);
    }
  }

  private void follow() throws ExecutionException, InterruptedException {
    try (var consumer = consumer()) {
      consumer.subscribe(List.of(Topics.LOCKS));
      while (!stopped) {
        for (var record : consumer.poll(POLL)) {
          take(record);
        }
        consumer.commitSync();
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record)
      throws ExecutionException, InterruptedException {
    LockOrder order;
    try {
      order = Json.read(record.value(), LockOrder.class);
    } catch (RuntimeException e) {
      putAside(record, String.valueOf(e.getMessage()));
      return;
    }
    boolean isLocked = locks.carryOut(order);
    LOG.warnf(
        "lock of %s ordered by %s (%s): %s",
        LockOrder.key(order.account()),
        order.actor(),
        order.reason(),
        isLocked ? "locked" : "nothing to lock");
  }

  private void putAside(ConsumerRecord<String, byte[]> record, String reason)
      throws ExecutionException, InterruptedException {
    String error = reason.length() <= MAX_ERROR ? reason : reason.substring(0, MAX_ERROR);
    var headers =
        Map.of(
            "error", error,
            "topic", record.topic(),
            "partition", Integer.toString(record.partition()),
            "offset", Long.toString(record.offset()));
    kafka.send(Topics.deadLetter(Topics.LOCKS), record.key(), record.value(), headers).get();
    deadLetters.increment();
    LOG.warnf("%s-%d@%d put aside: %s", record.topic(), record.partition(), record.offset(), error);
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ConsumerConfig.GROUP_ID_CONFIG,
            GROUP,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            1_000L),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private void pause() {
    try {
      var _ = stopping.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Before the pool is closed.
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped = true;
    stopping.release();
    if (!thread.join(STOP_LIMIT)) {
      thread.interrupt();
    }
  }
}
