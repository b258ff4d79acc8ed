package io.ringfence.admin.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Command;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class CallsTest extends WithServers {
  private static final String PATH = "/api/v1/calls";
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  @Inject Pool pool;

  private final UUID ended = UUID.randomUUID();
  private final UUID active = UUID.randomUUID();
  private final UUID ringing = UUID.randomUUID();

  @BeforeEach
  void calls() {
    pool.query("delete from call_record").executeAndAwait();
    call(ended, "one@phone", "outgoing", "100", "004930", 0, 3, 63, "callee-hung-up");
    call(active, "two@phone", "internal", "100", "200", 10, 12, null, null);
    call(ringing, "two@phone", "incoming", "200", "200", 20, null, null, null);
  }

  private void call(
      UUID id,
      String callId,
      String direction,
      String account,
      String to,
      int startedAt,
      Integer answeredAt,
      Integer endedAt,
      String end) {
    String state = end != null ? "ended" : answeredAt == null ? "attempted" : "answered";
    pool.preparedQuery(
            """
            INSERT INTO call_record (id, call_id, state, direction, account, from_number, to_number,
                destination, emergency, source, source_port, transport, user_agent, started_at,
                answered_at, ended_at, end_reason, edge, seen_at)
            VALUES ($1, $2, $3, $4, $5, 'caller', $6, '+4930', false, '192.0.2.9', 5060, 'udp',
                'phone', $7, $8, $9, $10, 'edge-1', now())
            """)
        .executeAndAwait(
            Tuple.from(
                new Object[] {
                  id,
                  callId,
                  state,
                  direction,
                  account,
                  to,
                  at(startedAt),
                  answeredAt == null ? null : at(answeredAt),
                  endedAt == null ? null : at(endedAt),
                  end
                }));
  }

  private static java.time.OffsetDateTime at(int seconds) {
    return START.plusSeconds(seconds).atOffset(ZoneOffset.UTC);
  }

  private static List<String> ids(String query) {
    var answer = Api.as("viewer").get(PATH + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    var ids = new ArrayList<String>();
    answer.json().get("items").forEach(item -> ids.add(item.get("id").textValue()));
    return ids;
  }

  @Test
  void showsCalls_newestFirst_withAllThatIsKnown() {
    assertThat(ids("")).containsExactly(ringing + "", active + "", ended + "");

    JsonNode call = Api.as("viewer").get(PATH + "/" + ended).json();

    assertThat(call.get("callId").textValue()).isEqualTo("one@phone");
    assertThat(call.get("from").textValue()).isEqualTo("caller");
    assertThat(call.get("to").textValue()).isEqualTo("004930");
    assertThat(call.get("account").textValue()).isEqualTo("100");
    assertThat(call.get("source").textValue()).isEqualTo("192.0.2.9");
    assertThat(call.get("state").textValue()).isEqualTo("ended");
    assertThat(call.get("startedAt").textValue()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(call.get("answeredAt").textValue()).isEqualTo("2026-03-01T12:00:03Z");
    assertThat(call.get("endedAt").textValue()).isEqualTo("2026-03-01T12:01:03Z");
    assertThat(call.get("duration").textValue()).isEqualTo("PT1M");
    assertThat(call.get("destination").textValue()).isEqualTo("+4930");
    assertThat(call.get("end").textValue()).isEqualTo("callee-hung-up");
    var rings = Api.as("viewer").get(PATH + "/" + ringing).json();
    assertThat(rings.get("state").textValue()).isEqualTo("active");
    assertThat(rings.get("duration").isNull()).isTrue();
  }

  @Test
  void filters() {
    assertThat(ids("?state=active")).containsExactly(ringing + "", active + "");
    assertThat(ids("?state=ended")).containsExactly(ended + "");
    assertThat(ids("?account=200")).as("either side").containsExactly(ringing + "", active + "");
    assertThat(ids("?account=100&direction=outgoing")).containsExactly(ended + "");
    assertThat(ids("?from=2026-03-01T12:00:10Z&to=2026-03-01T12:00:20Z"))
        .containsExactly(active + "");
  }

  @Test
  void pages() {
    var first = Api.as("viewer").get(PATH + "?limit=2").json();
    assertThat(first.get("items")).hasSize(2);

    assertThat(ids("?limit=2&cursor=" + first.get("nextCursor").textValue()))
        .containsExactly(ended + "");
  }

  @ParameterizedTest
  @CsvSource({"state=over,state", "direction=up,direction", "from=today,from", "limit=0,limit"})
  void refusesFilters_namingTheField(String query, String field) {
    var refused = Api.as("viewer").get(PATH + "?" + query);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo(field);
  }

  @Test
  void ordersTheEnd_andAuditsIt() {
    try (var commands = Records.newOf(Topics.COMMANDS)) {
      var ordered = Api.as("operator").delete(PATH + "/" + active);

      assertThat(ordered.status()).as(ordered.text()).isEqualTo(202);
      assertThat(ordered.json().get("id").textValue()).isEqualTo(active.toString());
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(commands.of("192.0.2.9")).hasSize(1));
      var command = Json.read(commands.of("192.0.2.9").getFirst().value(), Command.class);
      assertThat(command.action()).isEqualTo(Command.Action.END_CALL);
      assertThat(command.call()).isEqualTo(active);
      assertThat(command.actor()).isEqualTo("token:test-operator");
    }
    var audited = Api.admin().get("/api/v1/audit-log?object=call%20" + active).json();
    assertThat(audited.at("/items/0/action").textValue()).isEqualTo("end");
  }

  @Test
  void callIsAlsoFoundByItsCallId_ifThatIsOnlyOnes() {
    assertThat(Api.as("operator").delete(PATH + "/two%40phone").status()).isEqualTo(409);
    pool.preparedQuery("delete from call_record where id = $1").executeAndAwait(Tuple.of(ringing));

    var ordered = Api.as("operator").delete(PATH + "/two%40phone");

    assertThat(ordered.status()).as(ordered.text()).isEqualTo(202);
    assertThat(ordered.json().get("id").textValue()).isEqualTo(active.toString());
  }

  @Test
  void refusesToEndWhatHasEnded_orIsNot() {
    assertThat(Api.as("operator").delete(PATH + "/" + ended).status()).isEqualTo(409);
    var none = Api.as("operator").delete(PATH + "/" + UUID.randomUUID());
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.header("Content-Type")).startsWith("application/problem+json");
    assertThat(Api.as("viewer").delete(PATH + "/" + active).status()).isEqualTo(403);
  }
}
