package io.ringfence.guard.bus;

import io.ringfence.contracts.bus.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/// Sends events to one topic and says when they are safe there.
///
/// @param <T> the events, written as JSON
public final class SafeProducer<T> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SafeProducer.class);

  private final String topic;
  private final Function<T, String> key;
  private final KafkaProducer<String, byte[]> producer;

  /// @param compression of what is sent, as Kafka calls it
  public SafeProducer(
      String bootstrapServers, String topic, String compression, Function<T, String> key) {
    this.topic = topic;
    this.key = key;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                compression,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000L,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1_000L),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /// Waits until all are safe. Otherwise any number of them may be; all can be sent again.
  ///
  /// @return whether they are
  public boolean isPut(List<T> events) throws InterruptedException {
    try {
      List<Future<RecordMetadata>> sent = events.stream().map(this::send).toList();
      for (var one : sent) {
        one.get();
      }
      return true;
    } catch (InterruptException e) {
      throw new InterruptedException();
    } catch (KafkaException | ExecutionException e) {
      LOG.warnf("%d events for %s wait for Kafka: %s", events.size(), topic, e.getMessage());
      return false;
    }
  }

  private Future<RecordMetadata> send(T event) {
    return producer.send(new ProducerRecord<>(topic, key.apply(event), Json.write(event)));
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
