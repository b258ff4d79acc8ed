package io.ringfence.admin.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class BlocksTest extends WithServers {
  private static final String PATH = "/api/v1/blocks";
  private static final Duration SOON = Duration.ofSeconds(5);

  @Inject Pool pool;

  @Test
  void ordersABlock_withTheIdItAnswered() {
    try (var commands = Records.newOf(Topics.COMMANDS)) {
      var ordered =
          Api.as("operator")
              .post(
                  PATH,
                  """
                  {"target":{"value":"2001:DB8::5"},"services":["sip","web"],"blockFor":"PT2H",
                   "note":"seen in the logs"}""");

      assertThat(ordered.status()).as(ordered.text()).isEqualTo(202);
      String id = ordered.json().get("id").textValue();
      assertThat(ordered.header("Location")).endsWith(PATH + "/" + id);
      await().atMost(SOON).untilAsserted(() -> assertThat(commands.of("2001:db8::5")).hasSize(1));
      var command = Json.read(commands.of("2001:db8::5").getFirst().value(), Command.class);
      assertThat(command.action()).isEqualTo(Command.Action.BLOCK);
      assertThat(command.blockId()).hasToString(id);
      assertThat(command.services()).containsExactlyInAnyOrder(Service.SIP, Service.WEB);
      assertThat(command.actor()).isEqualTo("token:test-operator");
      assertThat(command.reason()).isEqualTo("seen in the logs");
      assertThat(Duration.between(command.occurredAt(), command.expiresAt())).hasHours(2);
    }
  }

  @Test
  void blocksAPrefixFromEverything_whenNothingElseIsSaid() {
    var ordered = Api.admin().post(PATH, "{\"target\":{\"value\":\"203.0.113.0/24\"}}");

    assertThat(ordered.status()).as(ordered.text()).isEqualTo(202);
    assertThat(ordered.json().at("/target/type").textValue()).isEqualTo("prefix");
    assertThat(ordered.json().get("services")).hasSize(5);
    assertThat(ordered.json().get("expiresAt").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|target.value",
        "{\"target\":{\"value\":\"203.0.113.5/24\"}}|target.value",
        "{\"target\":{\"value\":\"nonsense\"}}|target.value",
        "{\"target\":{\"value\":\"0.0.0.0/0\"}}|target.value",
        "{\"target\":{\"value\":\"2000::/3\"}}|target.value",
        "{\"target\":{\"type\":\"ip\",\"value\":\"203.0.113.0/24\"}}|target.value",
        "{\"target\":{\"type\":\"account\",\"value\":\"100\"}}|target.type",
        "{\"target\":{\"value\":\"203.0.113.5\"},\"services\":[]}|services",
        "{\"target\":{\"value\":\"203.0.113.5\"},\"services\":[\"ftp\"]}|services[0]",
        "{\"target\":{\"value\":\"203.0.113.5\"},\"blockFor\":\"PT0S\"}|blockFor",
        "{\"target\":{\"value\":\"203.0.113.5\"},\"expiresAt\":\"2020-01-01T00:00:00Z\"}|expiresAt",
        "{\"target\":{\"value\":\"203.0.113.5\"},\"until\":\"tomorrow\"}|until",
      })
  void refusesValues_namingTheField(String body, String field) {
    var refused = Api.admin().post(PATH, body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo(field);
  }

  @Test
  void refusesToBlockWhoIsTrusted() {
    Api.admin()
        .post(
            "/api/v1/ip-groups",
            "{\"name\":\"trusted of blocks\",\"members\":[{\"value\":\"198.18.0.0/16\"}]}");
    Api.admin().put("/api/v1/protection", "{\"trustedGroupId\":\"trusted-of-blocks\"}");

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        Api.admin()
                            .post(PATH, "{\"target\":{\"value\":\"198.18.7.0/24\"}}")
                            .status())
                    .isEqualTo(409));
    Api.admin().put("/api/v1/protection", "{\"trustedGroupId\":null}");
  }

  @Test
  void showsABlockWithItsEvidence_andOrdersItsRelease() {
    var decision = decision("203.0.113.77", Service.SIP);
    Records.publish(Topics.BLOCKS, "203.0.113.77", decision);
    String path = PATH + "/" + decision.blockId();
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(Api.admin().get(path).status()).isEqualTo(200));
    var shown = Api.admin().get(path).json();
    assertThat(shown.at("/target/value").textValue()).isEqualTo("203.0.113.77");
    assertThat(shown.get("accounts")).hasSize(2);
    assertThat(shown.get("attempts").intValue()).isEqualTo(5);
    assertThat(shown.get("rule").textValue()).isEqualTo("password-guessing");

    try (var commands = Records.newOf(Topics.COMMANDS)) {
      var released = Api.as("operator").delete(path);
      assertThat(released.status()).as(released.text()).isEqualTo(202);
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                var command =
                    Json.read(commands.of("203.0.113.77").getLast().value(), Command.class);
                assertThat(command.action()).isEqualTo(Command.Action.RELEASE);
                assertThat(command.blockId()).isEqualTo(decision.blockId());
              });
    }
  }

  @Test
  void refusesToReleaseABlockThatIsOver_orUnknown() {
    var id = EventIds.next();
    insert(id, "203.0.113.78", BlockState.EXPIRED, Origin.GUARD, Instant.now());

    assertThat(Api.admin().delete(PATH + "/" + id).status()).isEqualTo(409);
    assertThat(Api.admin().delete(PATH + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(Api.admin().get(PATH + "/not-an-id").status()).isEqualTo(404);
  }

  @Test
  void listsBlocksNewestFirst_filteredAndInPages() {
    var now = Instant.parse("2030-01-01T00:00:00Z");
    for (int i = 0; i < 5; i++) {
      insert(
          EventIds.next(),
          "192.0.2.200",
          i % 2 == 0 ? BlockState.EXPIRED : BlockState.RELEASED,
          Origin.OPERATOR,
          now.plusSeconds(i));
    }
    var first = Api.admin().get(PATH + "?target=192.0.2.200&limit=3");
    assertThat(first.status()).as(first.text()).isEqualTo(200);
    assertThat(first.json().get("items")).hasSize(3);
    assertThat(first.json().at("/items/0/decidedAt").textValue()).isEqualTo("2030-01-01T00:00:04Z");
    var second =
        Api.admin()
            .get(
                PATH
                    + "?target=192.0.2.200&limit=3&cursor="
                    + first.json().get("nextCursor").textValue());
    assertThat(second.json().get("items")).hasSize(2);
    assertThat(second.json().get("nextCursor").isNull()).isTrue();
    assertThat(
            Api.admin()
                .get(PATH + "?target=192.0.2.200&state=released&origin=operator")
                .json()
                .get("items"))
        .hasSize(2);
    for (String bad : List.of("state=lost", "origin=me", "target=x", "limit=0", "cursor=abc")) {
      assertThat(Api.admin().get(PATH + "?" + bad).status()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void letsASourceBlockedForWebNoFurther() {
    var decision = decision("127.0.0.66", Service.WEB);
    var other = decision("127.0.0.67", Service.SIP);
    Records.publish(Topics.BLOCKS, "127.0.0.66", decision);
    Records.publish(Topics.BLOCKS, "127.0.0.67", other);
    var blocked = Api.from("127.0.0.66");

    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(blocked.get("/api/v1/protection").status()).isEqualTo(403));
    var answer =
        blocked
            .with("Authorization", "Bearer " + Api.secret("admin-token"))
            .get("/api/v1/protection");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(Api.from("127.0.0.67").get("/api/v1/protection").status()).isEqualTo(401);

    Records.publish(Topics.BLOCKS, "127.0.0.66", null);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(blocked.get("/api/v1/protection").status()).isEqualTo(401));
  }

  private static BlockDecision decision(String address, Service service) {
    var now = Instant.now();
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        now,
        EventIds.next(),
        BlockTarget.of("ip", address),
        Set.of(service),
        Rule.PASSWORD_GUESSING,
        Origin.GUARD,
        BlockState.ACTIVE,
        1,
        new Evidence(5, now.minusSeconds(9), now, List.of("100", "101"), "friendly-scanner"),
        now,
        now.plusSeconds(3600),
        null,
        null);
  }

  private void insert(UUID id, String target, BlockState state, Origin origin, Instant decidedAt) {
    pool.preparedQuery(
            """
            insert into block (id, target_type, target, services, rule, origin, state, level,
              attempts, accounts, decided_at)
            values ($1, 'ip', $2, array['sip'], 'password-guessing', $3, $4, 1, 5, array['100'], $5)
            """)
        .execute(
            Tuple.of(
                id,
                target,
                origin.wireName(),
                state.wireName(),
                decidedAt.atOffset(ZoneOffset.UTC)))
        .await()
        .atMost(SOON);
  }
}
