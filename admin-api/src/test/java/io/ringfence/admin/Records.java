package io.ringfence.admin;

import io.ringfence.contracts.bus.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/// Records of a topic as they come, for tests. Used by one thread.
public final class Records implements AutoCloseable {
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

  private Records(String topic, boolean all) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    if (all) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    partitions.forEach(consumer::position);
  }

  public static Records from(String topic) {
    return new Records(topic, true);
  }

  public static Records newOf(String topic) {
    return new Records(topic, false);
  }

  private static String bootstrap() {
    return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
  }

  public List<ConsumerRecord<String, byte[]>> all() {
    consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
    return seen;
  }

  public List<ConsumerRecord<String, byte[]>> of(String key) {
    return all().stream().filter(record -> record.key().equals(key)).toList();
  }

  public <T> T latest(String key, Class<T> type) {
    var records = of(key);
    if (records.isEmpty() || records.getLast().value() == null) {
      throw new AssertionError("no document " + key);
    }
    return Json.read(records.getLast().value(), type);
  }

  /// Publishes a record as another service would.
  public static void publish(String topic, String key, Object value) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(topic, key, value == null ? null : Json.write(value)))
          .get();
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
