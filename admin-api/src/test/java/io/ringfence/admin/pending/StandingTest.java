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
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.outbox.NothingPublished;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.admin.outbox.RestorableDocuments;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.Configuration;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;
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

  @Test
  void manyThatDiffer_areReadTogether_andAFewOneByOne() {
    for (int i = 0; i <= Standing.ONE_BY_ONE; i++) {
      made("/api/v1/ip-groups", "{\"name\":\"many-" + i + "\",\"members\":[]}");
    }
    try (var nothing = new NothingPublished(kafka)) {
      var counted = kinds.stream().map(Counted::new).toList();
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertSame(standing(nothing, counted), published.configuration()));

      counted.forEach(Counted::forget);
      standing(nothing, counted);

      for (var kind : counted) {
        boolean groups = kind.keyPrefix().equals(ConfigKey.GROUP);
        assertThat(kind.together).as(kind.keyPrefix()).hasValue(groups ? 1 : 0);
        assertThat(kind.single.get() > 0).as(kind.keyPrefix()).isEqualTo(!groups);
      }
    }
    for (int i = 0; i <= Standing.ONE_BY_ONE; i++) {
      assertThat(Api.admin().delete("/api/v1/ip-groups/many-" + i).status()).isEqualTo(204);
    }
  }

  private static void made(String path, String body) {
    var made = Api.admin().post(path, body);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  private Configuration standing(PublishedConfig known) {
    return standing(known, kinds);
  }

  private Configuration standing(
      PublishedConfig known, List<? extends RestorableDocuments> documents) {
    var standing = new Standing(known, List.copyOf(documents));
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

  /// Counts what is asked for.
  private static final class Counted implements RestorableDocuments {
    private final RestorableDocuments kind;
    private final AtomicInteger single = new AtomicInteger();
    private final AtomicInteger together = new AtomicInteger();

    Counted(RestorableDocuments kind) {
      this.kind = kind;
    }

    void forget() {
      single.set(0);
      together.set(0);
    }

    @Override
    public String keyPrefix() {
      return kind.keyPrefix();
    }

    @Override
    public String versions() {
      return kind.versions();
    }

    @Override
    public Uni<List<Document>> current(Mutiny.Session session) {
      together.incrementAndGet();
      return kind.current(session);
    }

    @Override
    public Uni<@Nullable Document> document(Mutiny.Session session, String key) {
      single.incrementAndGet();
      return kind.document(session, key);
    }

    @Override
    public Uni<Document> reversion(Mutiny.Session session, String key, long version) {
      return kind.reversion(session, key, version);
    }

    @Override
    public Uni<Void> restore(Change change, String key, byte @Nullable [] document) {
      return kind.restore(change, key, document);
    }
  }
}
