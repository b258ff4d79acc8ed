package io.ringfence.guard.sensor;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/// Attempts on the bus, keyed by source address as sip-edge's are. A bus that is away is waited
/// for.
final class KafkaAttempts implements AttemptSink, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(KafkaAttempts.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final KafkaProducer<String, byte[]> producer;
  private final SensorMeters meters;

  KafkaAttempts(String bootstrapServers, SensorMeters meters) {
    this.meters = meters;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000L,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1_000L),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @Override
  public void put(List<AuthenticationAttempt> attempts) throws InterruptedException {
    while (!isPut(attempts)) {
      Thread.sleep(RETRY);
    }
    attempts.forEach(meters::sent);
  }

  private boolean isPut(List<AuthenticationAttempt> attempts) throws InterruptedException {
    try {
      List<Future<RecordMetadata>> sent = attempts.stream().map(this::send).toList();
      for (var one : sent) {
        one.get();
      }
      return true;
    } catch (InterruptException e) {
      throw new InterruptedException();
    } catch (KafkaException | ExecutionException e) {
      LOG.warnf("Attempts wait for Kafka: %s", e.getMessage());
      return false;
    }
  }

  private Future<RecordMetadata> send(AuthenticationAttempt attempt) {
    return producer.send(
        new ProducerRecord<>(Topics.ATTEMPTS, attempt.source().toString(), Json.write(attempt)));
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
