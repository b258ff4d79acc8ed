package io.ringfence.admin.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.ringfence.admin.Api;
import io.ringfence.admin.WithServers;
import io.ringfence.admin.audit.Actor;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.outbox.NothingPublished;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.admin.outbox.RestorableDocuments;
import io.ringfence.contracts.config.Configuration;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StandingTest extends WithServers {
  private static final Actor TEST = new Actor("test", null);
  private static final int MEMBERS = 2_000;

  @Inject Changes changes;
  @Inject KafkaProducers kafka;
  @Inject PublishedConfig published;
  @Inject @All List<RestorableDocuments> kinds;

  @Test
  void isReadFromTheTablesAsAWhole_whileKafkaHasToldNothing() {
    String members =
        IntStream.range(0, MEMBERS)
            .mapToObj(i -> "{\"value\":\"10.77." + i / 250 + "." + i % 250 + "\"}")
            .collect(Collectors.joining(","));
    made("/api/v1/ip-groups", "{\"name\":\"standing\",\"members\":[" + members + "]}");
    made("/api/v1/ip-groups", "{\"name\":\"within\",\"members\":[{\"value\":\"group:standing\"}]}");
    made(
        "/api/v1/services",
        """
        {"name":"standing","title":"Standing","restricted":true,"groupId":"within",
         "ports":[{"protocol":"tcp","port":7777}]}""");

    try (var nothing = new NothingPublished(kafka)) {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertSame(standing(nothing), published.configuration()));
      assertThat(standing(nothing).groups().get("standing").members()).hasSize(MEMBERS);
    }
    assertSame(standing(published), published.configuration());
    assertThat(Api.admin().delete("/api/v1/services/standing").status()).isEqualTo(204);
    assertThat(Api.admin().delete("/api/v1/ip-groups/within").status()).isEqualTo(204);
    assertThat(Api.admin().delete("/api/v1/ip-groups/standing").status()).isEqualTo(204);
  }

  private static void made(String path, String body) {
    var made = Api.admin().post(path, body);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  private Configuration standing(PublishedConfig known) {
    var standing = new Standing(known, kinds);
    try {
      return VertxContextSupport.subscribeAndAwait(() -> changes.commit(TEST, standing::before));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertSame(Configuration read, Configuration told) {
    assertThat(read.policy()).isEqualTo(told.policy());
    assertThat(read.groups()).isEqualTo(told.groups());
    assertThat(read.services()).isEqualTo(told.services());
  }
}
