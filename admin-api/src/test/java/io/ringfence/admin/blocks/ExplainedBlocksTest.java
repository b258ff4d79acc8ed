package io.ringfence.admin.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Past;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ExplainedBlocksTest extends WithServers {
  private static final String PATH = "/api/v1/blocks/";

  @Inject Pool pool;

  @Test
  void explainsABlockInForce_withTheFailuresThatItRestsOn() {
    var at = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);
    String source = "203.0.113.80";
    var past = new Past(pool);
    past.fails(at.minusSeconds(900), source, "1001");
    for (int i = 0; i < 5; i++) {
      past.fails(at.plusSeconds(i), source, "100" + i);
    }
    past.logsIn(at.plusSeconds(3), source, "1001");
    past.line(
        at.plusSeconds(2), null, 1, "authentication-failed", source, "9", "stale-password", true);
    past.line(
        at.plusSeconds(2), null, 9, "authentication-failed", source, "9", "bad-credentials", false);
    past.fails(at.plusSeconds(2), "203.0.113.81", "1001");
    var decision = decision(source, at);
    Records.publish(Topics.BLOCKS, source, decision);
    String path = PATH + decision.blockId();
    await().until(() -> Api.admin().get(path).status() == 200);

    var block = Api.as("viewer").get(path).json();
    assertThat(block.at("/target/value").textValue()).isEqualTo(source);
    assertThat(block.at("/grounds/limit").intValue()).isEqualTo(5);
    assertThat(block.at("/explanation/why").textValue())
        .startsWith(source + " is blocked from sip by rule password-guessing: 5 failures");
    assertThat(block.at("/explanation/counted/what").textValue()).isEqualTo("failures");
    assertThat(block.at("/explanation/nextTime/level").intValue()).isEqualTo(2);
    assertThat(block.at("/explanation/events").isMissingNode()).isTrue();

    var explanation = Api.as("viewer").get(path + "/explanation").json();
    assertThat(explanation.get("why")).isEqualTo(block.at("/explanation/why"));
    assertThat(explanation.at("/events/complete").booleanValue()).isTrue();
    assertThat(explanation.at("/events/items").findValuesAsText("account"))
        .containsExactly("1000", "1001", "1002", "1003", "1004");
    assertThat(explanation.at("/events/items/0/reason").textValue()).isEqualTo("bad-credentials");
    Records.publish(Topics.BLOCKS, source, null);
  }

  @Test
  void explainsABlockThatIsOver_fromItsRow_andOneOfBeforeThereWereGrounds() {
    var with = insert("203.0.113.82", true);
    var without = insert("203.0.113.83", false);

    var explained = Api.admin().get(PATH + with + "/explanation");
    assertThat(explained.status()).as(explained.text()).isEqualTo(200);
    assertThat(explained.json().at("/counted/limit").intValue()).isEqualTo(4);
    assertThat(explained.json().get("why").textValue()).contains("was blocked").contains("ended");
    var old = Api.admin().get(PATH + without + "/explanation").json();
    assertThat(old.get("why").textValue()).contains("when the limit was not kept yet");
    assertThat(old.get("counted").isNull()).isTrue();
    assertThat(Api.admin().get(PATH + UUID.randomUUID() + "/explanation").status()).isEqualTo(404);
  }

  private UUID insert(String source, boolean hasGrounds) {
    var id = EventIds.next();
    var at = Instant.parse("2026-01-01T00:00:00Z");
    pool.preparedQuery(
            """
            insert into block (id, target_type, target, services, rule, origin, state, level,
              attempts, accounts, first_seen, last_seen, decided_at, expires_at, grounds)
            values ($1, 'ip', $2, array['sip'], 'password-guessing', 'guard', 'expired', 1, 4,
              array['100'], $3, $3, $3, $3, case when $4 then '{"policyVersion":1,"limit":4,
              "period":"PT10M","counted":4,"others":0,"rememberedUntil":1772366400000}'::jsonb end)
            """)
        .execute(Tuple.of(id, source, at.atOffset(ZoneOffset.UTC), hasGrounds))
        .await()
        .indefinitely();
    return id;
  }

  private static BlockDecision decision(String source, Instant at) {
    var last = at.plusSeconds(4);
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        last,
        EventIds.next(),
        BlockTarget.of("ip", source),
        Set.of(Service.SIP),
        Rule.PASSWORD_GUESSING,
        Origin.GUARD,
        BlockState.ACTIVE,
        1,
        new Evidence(5, at, last, List.of("1000", "1001"), "friendly-scanner"),
        last,
        last.plusSeconds(3600),
        null,
        null,
        new Grounds(1, 5, Duration.ofMinutes(10), 5, 0, last.plus(Duration.ofDays(30))));
  }
}
