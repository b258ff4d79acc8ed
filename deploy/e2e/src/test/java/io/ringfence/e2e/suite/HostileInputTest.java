package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringfence.contracts.bus.Topics;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Malformed messages on the wire and on the bus: passed over, and everything lives on.
@ExtendWith(SharedSuite.class)
class HostileInputTest {

  /// The last is about the largest record that a topic takes.
  private static final List<String> MALFORMED =
      List.of(
          "not json",
          "{}",
          "[]",
          "null",
          "{\"schemaVersion\":1,\"eventId\":\"x\"}",
          "\u0000",
          "x".repeat(1_048_000));

  private final TestSuite suite;

  HostileInputTest(TestSuite suite) {
    this.suite = suite;
  }

  @Test
  void survivesMalformedSip() throws Exception {
    var pids = pids();
    var random = new Random(4711);
    try (var socket = new DatagramSocket(new InetSocketAddress(suite.newSource(), 0))) {
      for (int i = 0; i < 300; i++) {
        byte[] noise = new byte[random.nextInt(1_400)];
        random.nextBytes(noise);
        socket.send(new DatagramPacket(noise, noise.length, suite.sip()));
      }
      for (String text :
          List.of(
              "REGISTER sip:x SIP/2.0\r\n\r\n",
              "REGISTER sip:x SIP/9.9\r\nVia: \r\n\r\n",
              "INVITE\r\n\r\n",
              "SIP/2.0 999\r\n\r\n",
              "REGISTER sip:x SIP/2.0\r\nContent-Length: -1\r\nCSeq: 99999999999 REGISTER\r\n\r\n",
              "\r\n".repeat(500))) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, suite.sip()));
      }
    }
    assertThat(suite.isAnswered(suite.newSource())).isTrue();
    assertThat(pids()).isEqualTo(pids);
  }

  @Test
  void putsMalformedRecordsAside_andGoesOn() throws Exception {
    var pids = pids();
    long before = deadLetters();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", suite.kafka()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (String topic :
          List.of(Topics.ATTEMPTS, Topics.COMMANDS, Topics.ALERTS, Topics.CONFIG, Topics.BLOCKS)) {
        String key = topic.equals(Topics.CONFIG) ? "group/broken" : "192.0.2.99";
        for (String value : MALFORMED) {
          byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
          producer.send(new ProducerRecord<>(topic, key, bytes)).get();
        }
        if (topic.equals(Topics.CONFIG) || topic.equals(Topics.BLOCKS)) {
          producer.send(new ProducerRecord<>(topic, key, null)).get();
        }
      }
    }
    await("dead letters")
        .atMost(TestSuite.LIMIT)
        .until(() -> deadLetters() >= before + MALFORMED.size());

    var attacker = suite.newSource();
    assertThat(suite.attack(attacker, "anyone", 8)).isEqualTo(5);
    await("the rule set").atMost(TestSuite.LIMIT).until(() -> suite.isInRuleset(attacker));
    await("the mail").atMost(TestSuite.LIMIT).until(() -> suite.mailsAbout(attacker).size() == 1);
    assertThat(pids()).isEqualTo(pids);
  }

  private long deadLetters() {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", suite.kafka()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer
          .endOffsets(
              List.of(new TopicPartition(Topics.deadLetter(Topics.ATTEMPTS), 0)),
              Duration.ofSeconds(10))
          .values()
          .stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  private String pids() throws Exception {
    var pids = new StringBuilder();
    for (var row : suite.status()) {
      assertThat(row.path("ready").asBoolean()).as(row.toString()).isTrue();
      pids.append(row.path("service").asText()).append(row.path("pid")).append(' ');
    }
    return pids.toString();
  }
}
