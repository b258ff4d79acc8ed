package io.ringfence.edge.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// The way to Kafka: one producer, which waits for a Kafka that is away. Low latency first.
@Singleton
class Bus {

  /// How long a record may wait for Kafka once the producer has it.
  private static final Duration PATIENCE = Duration.ofHours(1);

  /// How long the producer may be waited for, be it for metadata or for room; with the queues
  /// before it bounded, longer than Kafka is ever away.
  private static final Duration MAX_BLOCK = Duration.ofDays(1);

  /// How long the end may take for all that is to be sent, whether Kafka is there or not: those who
  /// stop the process wait for no more than some seconds.
  private static final Duration LAST_SENDS = Duration.ofSeconds(3);

  private static final Duration AT_LEAST = Duration.ofMillis(100);

  private final String bootstrapServers;
  private final MeterRegistry registry;
  private @Nullable Producer<String, byte[]> producer;
  private final Object ending = new Object();
  private long stopsBy;

  Bus(
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
      MeterRegistry registry) {
    this.bootstrapServers = bootstrapServers;
    this.registry = registry;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  MeterRegistry registry() {
    return registry;
  }

  /// A record of shared state that could not be read; the state before it stays in force.
  void countRefused(ConsumerRecord<String, byte[]> record) {
    registry.counter("ringfence_records_refused_total", "topic", record.topic()).increment();
  }

  /// @throws org.apache.kafka.common.KafkaException when the servers' names cannot be resolved yet
  synchronized Producer<String, byte[]> producer() {
    var current = producer;
    if (current == null) {
      current =
          new KafkaProducer<>(
              Map.ofEntries(
                  Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                  Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "sip-edge"),
                  Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                  Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                  // The first record of a quiet moment goes at once; what comes while it is on its
                  // way goes together.
                  Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                  Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                  Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis()),
                  Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis()),
                  Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L)),
              new StringSerializer(),
              new ByteArraySerializer());
      producer = current;
    }
    return current;
  }

  /// How much time is left to send what is queued, since this was asked first: the publishers stop
  /// one after the other, and the producer last.
  Duration timeToStop() {
    long now = System.nanoTime();
    synchronized (ending) {
      if (stopsBy == 0) {
        stopsBy = now + LAST_SENDS.toNanos();
      }
      return Duration.ofNanos(Math.max(AT_LEAST.toNanos(), stopsBy - now));
    }
  }

  @PreDestroy
  synchronized void close() {
    var current = producer;
    if (current != null) {
      current.close(timeToStop());
    }
  }
}
