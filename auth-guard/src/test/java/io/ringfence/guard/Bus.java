package io.ringfence.guard;

import static org.awaitility.Awaitility.await;

import io.ringfence.contracts.bus.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A producer and listeners of topics for tests.
public final class Bus implements AutoCloseable {

  private final String bootstrapServers;
  private final KafkaProducer<String, byte[]> producer;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  public Bus(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0, "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /// Sends and waits until the broker has it.
  public void send(String topic, String key, Object event) {
    send(topic, key, event instanceof byte[] bytes ? bytes : Json.write(event));
  }

  /// Sends and does not wait. The order with other records of the key is kept.
  public void post(String topic, String key, Object event) {
    var unused = producer.send(new ProducerRecord<>(topic, key, Json.write(event)));
  }

  private void send(String topic, String key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Listens from now on.
  public Listener listen(String topic) {
    var listener = new Listener(topic);
    listeners.add(listener);
    return listener;
  }

  @Override
  public void close() {
    listeners.forEach(Listener::close);
    producer.close(Duration.ZERO);
  }

  /// A record and when it arrived here.
  public record Arrival(ConsumerRecord<String, byte[]> record, long atMillis) {

    public <T> T as(Class<T> type) {
      return Json.read(record.value(), type);
    }
  }

  /// Collects what arrives on a topic.
  public final class Listener {

    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Thread thread;

    private Listener(String topic) {
      var consumer =
          new KafkaConsumer<>(
              Map.<String, Object>of(
                  "bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
              new StringDeserializer(),
              new ByteArrayDeserializer());
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try (consumer) {
                      while (open.get()) {
                        for (var record : consumer.poll(Duration.ofMillis(100))) {
                          arrivals.add(new Arrival(record, System.currentTimeMillis()));
                        }
                      }
                    }
                  });
    }

    public List<Arrival> of(String key) {
      return arrivals.stream().filter(arrival -> key.equals(arrival.record().key())).toList();
    }

    public List<Arrival> all() {
      return List.copyOf(arrivals);
    }

    public Arrival awaitOne(String key, Predicate<Arrival> condition) {
      return await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> of(key).stream().filter(condition).findFirst(), found -> found.isPresent())
          .orElseThrow();
    }

    private void close() {
      open.set(false);
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
