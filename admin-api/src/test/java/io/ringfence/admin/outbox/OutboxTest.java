package io.ringfence.admin.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.config.SipAccount;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutboxTest extends WithServers {
  private static final Logger LOG = Logger.getLogger(OutboxTest.class);
  private static final Duration SOON = Duration.ofSeconds(5);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject Pool pool;
  @Inject Reconciliation reconciliation;
  @Inject PublishedConfig published;

  @Test
  void hasPublishedThePolicyAndTheFiveServices_atTheFirstStart() {
    try (var config = Records.from(Topics.CONFIG)) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(config.latest("policy/guard", GuardPolicy.class)).isNotNull();
                for (String name : List.of("web", "sip", "provisioning", "crm", "snmp")) {
                  assertThat(config.latest("service/" + name, ProtectedService.class)).isNotNull();
                }
              });
    }
  }

  @Test
  void putsAChangeOnTheTopic_withinASecond() {
    var took = new ArrayList<Long>();
    try (var config = Records.newOf(Topics.CONFIG)) {
      for (int i = 0; i < 20; i++) {
        int attempts = 10 + i;
        long sent = System.nanoTime();
        var changed = Api.admin().put("/api/v1/protection", "{\"attempts\":" + attempts + "}");
        assertThat(changed.status()).isEqualTo(200);
        await()
            .pollInterval(Duration.ofMillis(1))
            .atMost(Duration.ofSeconds(1))
            .ignoreExceptions()
            .until(
                () -> {
                  var records = config.of("policy/guard");
                  return !records.isEmpty()
                      && config.latest("policy/guard", GuardPolicy.class).attempts() == attempts;
                });
        took.add((System.nanoTime() - sent) / 1_000_000);
      }
    }
    took.sort(Long::compare);
    LOG.infof("REST to topic config: median %d ms, slowest %d ms", took.get(10), took.getLast());
    Api.admin().put("/api/v1/protection", "{\"attempts\":5}");
    assertThat(took.getLast()).isLessThan(1_000);
  }

  @Test
  void publishesWhatWasLeftOver_andEmptiesTheTable() {
    pool.preparedQuery("insert into outbox (topic, key, value) values ($1, $2, null)")
        .execute(Tuple.of(Topics.CONFIG, "account/left-over"))
        .await()
        .atMost(SOON);

    await()
        .atMost(SOON)
        .until(
            () ->
                pool.query("select count(*) from outbox")
                        .execute()
                        .await()
                        .atMost(SOON)
                        .iterator()
                        .next()
                        .getLong(0)
                    == 0);
    assertThat(metrics()).contains("ringfence_outbox_depth", "ringfence_config_version{");
  }

  @Test
  void writesNothing_whenAChangeIsRefused() {
    long before = auditRows();

    Api.admin().put("/api/v1/protection", "{\"attempts\":1000}");
    Api.admin().post("/api/v1/ip-groups", "{\"name\":\"x\",\"members\":[{\"value\":\"?\"}]}");

    assertThat(auditRows()).isEqualTo(before);
  }

  @Test
  void publishesAgain_whatTheTopicHasLost() {
    Records.publish(Topics.CONFIG, "service/snmp", null);
    awaitVersion("service/snmp", null);

    assertThat(reconciliation.run()).isTrue();

    await().atMost(SOON).until(() -> published.versions().containsKey("service/snmp"));
  }

  @Test
  void publishesANewerVersion_whenTheTopicIsAhead() {
    var ahead =
        new GuardPolicy(
            1_000_000, true, 3, Duration.ofMinutes(1), Duration.ofHours(1), null, List.of());
    Records.publish(Topics.CONFIG, "policy/guard", ahead);
    awaitVersion("policy/guard", 1_000_000L);

    assertThat(reconciliation.run()).isTrue();

    await().atMost(SOON).until(() -> published.versions().get("policy/guard") > 1_000_000);
    assertThat(published.configuration().policy().attempts())
        .isEqualTo(Api.admin().get("/api/v1/protection").json().get("attempts").intValue());
  }

  @Test
  void retractsADocument_thatTheTablesDoNotHave() {
    Records.publish(
        Topics.CONFIG,
        "account/ghost",
        new SipAccount(1, "ghost", null, true, false, Instant.EPOCH));
    awaitVersion("account/ghost", 1L);

    assertThat(reconciliation.run()).isTrue();

    await().atMost(SOON).until(() -> !published.versions().containsKey("account/ghost"));
  }

  @Test
  void publishesAndRetractsMoreDocuments_thanOneTransactionTakes() {
    sql(
        """
        insert into ip_group (id, version, name)
          select 'many-' || i, 1, 'many ' || i from generate_series(1, 250) i""");
    assertThat(reconciliation.run()).isTrue();
    await().atMost(SOON).untilAsserted(() -> assertThat(many()).hasSize(250));

    sql("delete from ip_group where id like 'many-%'");
    assertThat(reconciliation.run()).isTrue();
    await().atMost(SOON).untilAsserted(() -> assertThat(many()).isEmpty());
  }

  private List<String> many() {
    return published.versions().keySet().stream()
        .filter(key -> key.startsWith("group/many-"))
        .toList();
  }

  private void sql(String statement) {
    pool.query(statement).execute().await().atMost(SOON);
  }

  @Test
  void publishesEverythingAgain_whenKafkaLostTheTopic() throws Exception {
    Set<String> before = published.versions().keySet();
    assertThat(before).contains("policy/guard", "service/sip");
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.deleteTopics(List.of(Topics.CONFIG)).all().get(10, TimeUnit.SECONDS);
    }

    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (var config = Records.from(Topics.CONFIG)) {
                await()
                    .atMost(Duration.ofSeconds(2))
                    .untilAsserted(
                        () ->
                            assertThat(config.all())
                                .extracting(ConsumerRecord::key)
                                .containsAll(before));
              }
            });
    assertThat(published.versions().keySet()).containsAll(before);
  }

  private void awaitVersion(String key, Long version) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(published.versions().get(key)).isEqualTo(version));
  }

  private static long auditRows() {
    return Api.admin().get("/api/v1/audit-log?limit=1").json().at("/items/0/id").longValue();
  }

  private static String metrics() {
    return Api.anonymous().get(Api.managementUrl("/q/metrics")).text();
  }
}
