package io.ringfence.notifier;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.SecurityAlert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// Plays the other services on Kafka.
final class Bus implements AutoCloseable {

  private final String servers;
  private final KafkaProducer<String, byte[]> producer;

  Bus(String servers) throws Exception {
    this.servers = servers;
    Map<String, Object> config = Map.of("bootstrap.servers", servers);
    try (var admin = Admin.create(config)) {
      Topics.create(admin);
    }
    this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  void policy(long version, String... recipients) throws Exception {
    var initial = GuardPolicy.DEFAULT;
    var policy =
        new GuardPolicy(
            version,
            true,
            initial.attempts(),
            initial.period(),
            initial.blockFor(),
            null,
            List.of(recipients));
    send(Topics.CONFIG, ConfigKey.GUARD_POLICY, Json.write(policy));
  }

  void alert(SecurityAlert alert) throws Exception {
    send(Topics.ALERTS, alert.subject(), Json.write(alert));
  }

  void send(String topic, @Nullable String key, byte @Nullable [] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key, value)).get();
  }

  /// All records of a topic with one partition, as far as it goes now.
  List<ConsumerRecord<String, byte[]>> records(String topic) {
    Map<String, Object> config = Map.of("bootstrap.servers", servers);
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      var records = new ArrayList<ConsumerRecord<String, byte[]>>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
