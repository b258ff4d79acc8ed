package io.ringfence.firewall.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.firewall.enforcement.Outbox;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends reports to `enforcement`, and alerts, from a thread of its own, so that a Kafka that is
/// away never holds the enforcement up. When they pile up the oldest are dropped and counted: each
/// later report says what is in force by then.
public final class ReportSender implements Outbox, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);
  private static final int MAX_WAITING = 64;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final BlockingQueue<Supplier<ProducerRecord<String, byte[]>>> waiting =
      new ArrayBlockingQueue<>(MAX_WAITING);
  private final Map<String, Object> config;
  private final Runnable dropped;
  private final Thread thread;

  /// @param dropped is run for each report that is dropped
  public ReportSender(String bootstrapServers, Runnable dropped) {
    this.config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            1_000L);
    this.dropped = dropped;
    this.thread = Thread.ofPlatform().daemon().name("reports").start(this::run);
  }

  @Override
  public void report(EnforcementReport report) {
    put(() -> new ProducerRecord<>(Topics.ENFORCEMENT, report.key(), Json.write(report)));
  }

  @Override
  public void alert(SecurityAlert alert) {
    put(() -> new ProducerRecord<>(Topics.ALERTS, alert.subject(), Json.write(alert)));
  }

  private void put(Supplier<ProducerRecord<String, byte[]>> record) {
    while (!waiting.offer(record)) {
      if (waiting.poll() != null) {
        dropped.run();
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    try {
      while (!Thread.currentThread().isInterrupted()) {
        send(producer, waiting.take().get());
      }
    } catch (InterruptedException e) {
      LOG.debug("Ended");
    } finally {
      producer.close(CLOSE_LIMIT);
    }
  }

  private void send(KafkaProducer<String, byte[]> producer, ProducerRecord<String, byte[]> record) {
    try {
      var _ =
          producer.send(
              record,
              (_, e) -> {
                if (e != null) {
                  lost(e);
                }
              });
    } catch (KafkaException e) {
      lost(e);
    }
  }

  private void lost(Exception e) {
    dropped.run();
    LOG.warn(
        "A report or an alert was not sent, the next report says what is in force: {}",
        e.getMessage());
  }
}
