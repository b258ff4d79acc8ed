package io.ringfence.admin.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Past;
import io.ringfence.admin.WithServers;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class RehearsalTest extends WithServers {
  private static final String PATH = "/api/v1/protection/rehearsal";

  /// Each test has an hour of its own, far from those of others.
  private static int hours = 2_000;

  @Inject Pool pool;

  private Past past;
  private Instant start;

  @BeforeEach
  void begin() {
    past = new Past(pool);
    hours -= 90;
    start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(hours, ChronoUnit.HOURS);
    Api.admin()
        .put(
            "/api/v1/protection",
            """
            {"enabled":true,"attempts":5,"period":"PT10M","blockFor":"PT1H","trustedGroupId":null,
             "rules":{"slow-guessing":{"mode":"off"},"many-accounts":{"period":"PT1H"},
                      "subnet":null,"decoy":null},
             "decoys":null,"lengths":null,"weights":null}""");
  }

  @Test
  void stricterPolicy_blocksWhoTodaysDoesNot_andALaterLoginIsALikelyFalsePositive() {
    for (int i = 0; i < 5; i++) {
      past.fails(start.plusSeconds(i), "192.0.2.1", "1001");
    }
    for (int i = 0; i < 3; i++) {
      past.fails(start.plusSeconds(100 + i), "198.51.100.9", "1002");
    }
    past.logsIn(start.plusSeconds(200), "198.51.100.9", "1002");

    var answer = rehearse("{\"attempts\":3}");

    assertThat(answer.path("complete").booleanValue()).isTrue();
    assertThat(answer.path("limit").isNull()).isTrue();
    assertThat(answer.path("policy").path("attempts").intValue()).isEqualTo(3);
    assertThat(answer.path("proposed").toString())
        .isEqualTo(
            "{\"blocks\":2,\"targets\":2,\"likelyFalsePositives\":1,"
                + "\"byRule\":{\"password-guessing\":2}}");
    assertThat(answer.path("today").path("targets").intValue()).isEqualTo(1);
    assertThat(answer.path("onlyProposed").intValue()).isEqualTo(1);
    assertThat(answer.path("onlyToday").intValue()).isZero();
    assertThat(answer.path("both").intValue()).isEqualTo(1);
    var both = target(answer, "192.0.2.1");
    assertThat(both.path("in").textValue()).isEqualTo("both");
    assertThat(block(both, "proposed").path("decidedAt").textValue())
        .isEqualTo(start.plusSeconds(2).toString());
    assertThat(block(both, "today").path("decidedAt").textValue())
        .isEqualTo(start.plusSeconds(4).toString());
    assertThat(block(both, "today").path("length").textValue()).isEqualTo("PT1H");
    var spared = target(answer, "198.51.100.9");
    assertThat(spared.path("in").textValue()).isEqualTo("only-proposed");
    assertThat(spared.path("today").isNull()).isTrue();
    assertThat(spared.at("/proposed/laterLogins").toString())
        .isEqualTo(
            ("{\"count\":1,\"whileBlocked\":1,\"firstTime\":\"%s\","
                    + "\"firstSource\":\"198.51.100.9\",\"firstAccount\":\"1002\"}")
                .formatted(start.plusSeconds(200)));
    assertThat(answer.at("/history/failures").intValue()).isEqualTo(8);
    assertThat(answer.at("/history/logins").intValue()).isEqualTo(1);
    assertThat(Api.admin().get("/api/v1/protection").json().get("attempts").intValue())
        .as("nothing is changed")
        .isEqualTo(5);
  }

  @Test
  void laxerPolicy_blocksNobody_andTheSameQuestionHasTheSameAnswer() {
    for (int i = 0; i < 5; i++) {
      past.fails(start.plusSeconds(i), "192.0.2.2", "1001");
    }

    var answer = rehearse("{\"attempts\":10,\"blockFor\":\"PT2H\"}");

    assertThat(answer.path("proposed").path("blocks").intValue()).isZero();
    assertThat(target(answer, "192.0.2.2").path("in").textValue()).isEqualTo("only-today");
    assertThat(rehearse("{\"attempts\":10,\"blockFor\":\"PT2H\"}")).isEqualTo(answer);
  }

  @Test
  void knowsWhoWasAtHomeBefore_soAnOfficeIsNotBlockedAsAWhole() {
    past.logsIn(start.minus(5, ChronoUnit.DAYS), "192.0.2.3", "1002");
    for (int i = 0; i < 3; i++) {
      past.fails(start.plusSeconds(i), "192.0.2.3", "1001");
    }

    var answer = rehearse("{\"attempts\":3}");

    assertThat(answer.at("/targets/0/target").toString())
        .isEqualTo("{\"type\":\"ip+account\",\"value\":\"192.0.2.3 1001\"}");
  }

  @Test
  void countsWhatWasSummedUp_andPassesOverWhatIsNotProven_orNotKnown() {
    past.line(
        start,
        start.plusSeconds(40),
        30,
        "authentication-failed",
        "192.0.2.4",
        "1001",
        "unknown-account",
        true);
    past.line(
        start, null, 30, "authentication-failed", "192.0.2.5", "1001", "bad-credentials", false);
    past.line(start, null, 30, "authentication-failed", "192.0.2.6", "1001", null, null);

    var answer = rehearse("{}");

    assertThat(answer.path("targets")).hasSize(1);
    var block = block(target(answer, "192.0.2.4"), "today");
    assertThat(block.path("decidedAt").textValue()).isEqualTo(start.plusSeconds(40).toString());
    assertThat(block.path("attempts").intValue()).isEqualTo(30);
    assertThat(answer.at("/history/failures").intValue()).isEqualTo(60);
    assertThat(answer.at("/history/unknown").intValue()).isEqualTo(1);
  }

  @Test
  void releaseByHand_forgivesInARehearsalToo() {
    for (int i = 0; i < 4; i++) {
      past.fails(start.plusSeconds(i), "192.0.2.7", "1001");
    }
    past.released(start.plusSeconds(4), start.plusSeconds(10), "192.0.2.7");
    past.fails(start.plusSeconds(20), "192.0.2.7", "1001");

    assertThat(rehearse("{}").path("targets")).isEmpty();
  }

  @Test
  void tellsOfAsManyTargetsAsIsAsked() {
    for (int i = 0; i < 6; i++) {
      past.fails(start.plusSeconds(i), "10.0.0." + i, "1001");
    }

    var answer = rehearse("{\"attempts\":1}", ",\"targets\":2");

    assertThat(answer.path("targets")).hasSize(2);
    assertThat(answer.path("targetsLeftOut").intValue()).isEqualTo(4);
    assertThat(answer.at("/proposed/targets").intValue()).isEqualTo(6);
  }

  @Test
  void oneIsMadeAtATime_andOthersAreToldToComeAgain() {
    for (int i = 0; i < 1_000; i++) {
      past.fails(start.plusMillis(i), "10.1." + i / 250 + "." + i % 250, "1001");
    }
    var asked = new ArrayList<CompletableFuture<Api.Answer>>();
    for (int i = 0; i < 8; i++) {
      asked.add(CompletableFuture.supplyAsync(() -> Api.as("operator").post(PATH, body("{}", ""))));
    }
    var answers = asked.stream().map(CompletableFuture::join).toList();

    assertThat(answers.stream().map(Api.Answer::status)).contains(200, 503).containsOnly(200, 503);
    assertThat(answers.stream().filter(answer -> answer.status() == 503))
        .allMatch(answer -> answer.header("Retry-After").equals("5"));
    assertThat(Api.admin().post(PATH, body("{}", "")).status()).isEqualTo(200);
    assertThat(Api.anonymous().get(Api.managementUrl("/q/metrics")).text())
        .contains("ringfence_rehearsals_total{result=\"complete\"}")
        .contains("ringfence_rehearsals_total{result=\"refused\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"policy\":{\"attempts\":0}}|policy.attempts",
        "{\"policy\":{\"colour\":\"red\"}}|policy.colour",
        "{\"policy\":{\"trustedGroupId\":\"no-such-group\"}}|policy.trustedGroupId",
        "{\"policy\":{\"rules\":{\"subnet\":{\"limit\":0}}}}|policy.rules.subnet",
        "{\"from\":\"yesterday\"}|from",
        "{\"from\":\"2020-01-01T00:00:00Z\"}|from",
        "{\"from\":\"2026-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}|from",
        "{\"targets\":1001}|targets",
        "{\"to\":\"-1000000000-01-01T00:00:00Z\"}|to",
        "{\"from\":\"-1000000000-01-01T00:00:00Z\"}|from",
        "{\"range\":7}|range",
      })
  void refusesValues_namingTheField(String body, String field) {
    var refused = Api.as("operator").post(PATH, body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo(field);
  }

  @Test
  void isForOperators() {
    assertThat(Api.as("viewer").post(PATH, "{}").status()).isEqualTo(403);
    assertThat(Api.anonymous().post(PATH, "{}").status()).isEqualTo(401);
  }

  @Test
  void isDescribed() {
    assertThat(Api.admin().get("/q/openapi").text())
        .contains("likelyFalsePositives", "onlyProposed", "replayedUntil", "sparedBy", "nextTime");
  }

  private JsonNode rehearse(String policy) {
    return rehearse(policy, "");
  }

  private JsonNode rehearse(String policy, String more) {
    var answer = Api.as("operator").post(PATH, body(policy, more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private String body(String policy, String more) {
    return "{\"policy\":%s,\"from\":\"%s\",\"to\":\"%s\"%s}"
        .formatted(policy, start.minusSeconds(60), start.plus(1, ChronoUnit.HOURS), more);
  }

  private static JsonNode target(JsonNode answer, String value) {
    var found = new ArrayList<JsonNode>();
    answer.path("targets").forEach(found::add);
    List<JsonNode> of =
        found.stream().filter(one -> one.at("/target/value").textValue().equals(value)).toList();
    assertThat(of).as(answer.toString()).hasSize(1);
    return of.getFirst();
  }

  private static JsonNode block(JsonNode target, String policy) {
    return target.path(policy).path("blocks").path(0);
  }
}
