package io.ringfence.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestServersTest {

  private static final TestServers SERVERS = new TestServers();
  private static Map<String, String> settings;

  @BeforeAll
  static void start() {
    settings = SERVERS.start();
  }

  @AfterAll
  static void stop() {
    SERVERS.stop();
  }

  @Test
  void makesTheSchema_withTodaysPartitionFunction() throws Exception {
    String url =
        "jdbc:postgresql://%s:%s/%s"
            .formatted(
                settings.get("RINGFENCE_POSTGRES_HOST"),
                settings.get("RINGFENCE_POSTGRES_PORT"),
                settings.get("RINGFENCE_POSTGRES_DATABASE"));
    try (var connection =
            DriverManager.getConnection(
                url,
                settings.get("RINGFENCE_POSTGRES_USER"),
                settings.get("RINGFENCE_POSTGRES_PASSWORD"));
        var statement = connection.createStatement()) {
      statement.execute("SELECT security_log_partition(DATE '2026-02-28')");
      statement.execute("SELECT security_log_partition(DATE '2026-02-28')");
      statement.execute(
          """
          INSERT INTO security_log (event_id, time, severity, services, event, message)
          VALUES (gen_random_uuid(), '2026-02-28T23:59:59.999Z', 'warning', '{sip}', 'x', 'y')
          """);
      try (var rows = statement.executeQuery("SELECT count(*) FROM security_log_20260228")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(1);
      }
    }
  }

  @Test
  void createsTheTopics_onceAndAgain() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      Topics.create(admin);
      Topics.create(admin);
      assertThat(admin.listTopics().names().get()).containsAll(Topics.names());
    }
  }

  @Test
  void followsACompactedTopic_fromItsBeginningAndPastARefusedRecord() throws Exception {
    var view = new View();
    send(Topics.CONFIG, "a", "1");
    send(Topics.CONFIG, "bad", "refuse me");
    send(Topics.CONFIG, "b", "2");
    try (var followed = CompactedTopic.follow(bootstrap(), Topics.CONFIG, view)) {
      followed.caughtUp().get(30, TimeUnit.SECONDS);
      assertThat(view.values)
          .containsExactlyInAnyOrderEntriesOf(new TreeMap<>(Map.of("a", "1", "b", "2")));
      assertThat(view.refused).containsExactly("bad");

      send(Topics.CONFIG, "a", null);
      await().untilAsserted(() -> assertThat(view.values).containsOnlyKeys("b"));
      assertThat(view.batches).isNotEmpty();
    }
  }

  private static void send(String topic, String key, @Nullable String value) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap());
    try (var admin = Admin.create(config);
        var producer =
            new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      Topics.create(admin);
      byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, key, bytes)).get();
    }
  }

  private static String bootstrap() {
    return settings.get("kafka.bootstrap.servers");
  }

  private static final class View implements CompactedTopic.Handler {
    final Map<String, String> values = new ConcurrentSkipListMap<>();
    final List<String> refused = new CopyOnWriteArrayList<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();

    @Override
    public void accept(String key, byte @Nullable [] value) {
      if (value == null) {
        values.remove(key);
        return;
      }
      String text = new String(value, StandardCharsets.UTF_8);
      if (text.startsWith("refuse")) {
        throw new IllegalArgumentException("as asked");
      }
      values.put(key, text);
    }

    @Override
    public void batchEnded() {
      batches.add(values.size());
    }

    @Override
    public void refused(ConsumerRecord<String, byte[]> record, IllegalArgumentException reason) {
      refused.add(record.key());
    }
  }
}
