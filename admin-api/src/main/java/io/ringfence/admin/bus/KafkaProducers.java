package io.ringfence.admin.bus;

import io.ringfence.contracts.bus.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// The one producer of this service: every record acknowledged by all replicas, without linger.
/// Sending blocks at most [#MAX_BLOCK], so it is called from threads of its own.
@ApplicationScoped
public class KafkaProducers {
  private static final Duration MAX_BLOCK = Duration.ofSeconds(5);
  private static final Duration DELIVERY = Duration.ofSeconds(10);
  private static final Duration REQUEST = Duration.ofSeconds(5);
  private static final long BUFFER_BYTES = 16L * 1024 * 1024;

  private final String bootstrapServers;
  private @Nullable Producer<String, byte[]> producer;

  KafkaProducers(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /// Completes with the acknowledgement of the broker.
  public CompletableFuture<Void> send(String topic, String key, byte @Nullable [] value) {
    return send(topic, key, value, Map.of());
  }

  /// The same, with headers.
  public CompletableFuture<Void> send(
      String topic, String key, byte @Nullable [] value, Map<String, String> headers) {
    var record = new ProducerRecord<>(topic, key, value);
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    var acknowledged = new CompletableFuture<Void>();
    var _ =
        producer()
            .send(
                record,
                (metadata, failure) -> {
                  if (failure == null) {
                    acknowledged.complete(null);
                  } else {
                    acknowledged.completeExceptionally(failure);
                  }
                });
    return acknowledged;
  }

  private synchronized Producer<String, byte[]> producer() {
    if (producer == null) {
      producer = new KafkaProducer<>(config(), new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  private Map<String, Object> config() {
    return Map.ofEntries(
        Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
        Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "admin-api"),
        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis()),
        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis()),
        Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis()),
        Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.CONFIG_MAX_BYTES),
        Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES),
        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L));
  }

  @PreDestroy
  synchronized void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(5));
    }
  }
}
