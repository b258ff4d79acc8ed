package io.ringfence.admin.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Topics;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LargeRecordsTest extends WithServers {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String KAFKAS_DEFAULT = "1048588";
  private static final String LIMIT = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
  private static final ConfigResource TOPIC =
      new ConfigResource(ConfigResource.Type.TOPIC, Topics.CONFIG);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject Pool pool;
  @Inject MeterRegistry metrics;
  @Inject ConfigTopic topic;

  @AfterEach
  void makeRoom() throws InterruptedException {
    topic.makeRoom();
  }

  @Test
  void theTopicIsMadeForTheLargestDocuments_orAlteredForThem() throws Exception {
    assertThat(limit()).isEqualTo(Integer.toString(Topics.CONFIG_MAX_BYTES));
    limitTo(KAFKAS_DEFAULT);

    topic.makeRoom();

    assertThat(limit()).isEqualTo(Integer.toString(Topics.CONFIG_MAX_BYTES));
  }

  @Test
  void whatTheProducerNeverSends_isGivenUp_andTheOthersAreSentOnce() {
    givesUpOnlyTheLargeOne(Topics.CONFIG_MAX_BYTES + 1);
  }

  @Test
  void whatTheTopicNeverTakes_isGivenUp_andTheOthersAreSentOnce() throws Exception {
    limitTo(KAFKAS_DEFAULT);
    await().atMost(SOON).until(() -> limit().equals(KAFKAS_DEFAULT));

    givesUpOnlyTheLargeOne(2 * 1024 * 1024);
  }

  private void givesUpOnlyTheLargeOne(int octets) {
    double before = refused();
    try (var config = Records.newOf(Topics.CONFIG)) {
      insert(
          row("account/before", "{\"version\":1}"),
          row("account/large", "x".repeat(octets)),
          row("account/behind", "{\"version\":1}"),
          row("account/behind", "{\"version\":2}"));

      await().atMost(SOON).until(() -> rows() == 0);

      await()
          .during(Duration.ofSeconds(2))
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(config.of("account/before")).hasSize(1);
                assertThat(config.of("account/large")).isEmpty();
                assertThat(config.of("account/behind")).hasSize(2);
              });
    }
    assertThat(refused() - before).isEqualTo(1);
    Records.publish(Topics.CONFIG, "account/before", null);
    Records.publish(Topics.CONFIG, "account/behind", null);
  }

  private static Tuple row(String key, String value) {
    return Tuple.of(Topics.CONFIG, key, Buffer.buffer(value));
  }

  /// In one transaction, so that they are sent together.
  private void insert(Tuple... rows) {
    pool.withTransaction(
            connection ->
                connection
                    .preparedQuery("insert into outbox (topic, key, value) values ($1, $2, $3)")
                    .executeBatch(List.of(rows)))
        .await()
        .atMost(SOON);
  }

  private long rows() {
    return pool.query("select count(*) from outbox")
        .execute()
        .await()
        .atMost(SOON)
        .iterator()
        .next()
        .getLong(0);
  }

  private double refused() {
    return metrics.get("ringfence.outbox.refused").counter().count();
  }

  private String limit() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin
          .describeConfigs(List.of(TOPIC))
          .all()
          .get(10, TimeUnit.SECONDS)
          .get(TOPIC)
          .get(LIMIT)
          .value();
    }
  }

  private void limitTo(String bytes) throws Exception {
    var set = new AlterConfigOp(new ConfigEntry(LIMIT, bytes), AlterConfigOp.OpType.SET);
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.incrementalAlterConfigs(Map.of(TOPIC, List.of(set))).all().get(10, TimeUnit.SECONDS);
    }
  }
}
