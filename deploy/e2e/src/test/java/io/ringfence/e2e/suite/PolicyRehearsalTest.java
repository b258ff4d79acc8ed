package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.local.demo.Api;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Why somebody is blocked, and who would be if the policy were another one.
@ExtendWith(SharedSuite.class)
class PolicyRehearsalTest {

  private static final int LIMIT = 5;

  private final TestSuite suite;
  private Api api;
  private String account;
  private String password;
  private Instant start;

  PolicyRehearsalTest(TestSuite suite) {
    this.suite = suite;
  }

  @BeforeEach
  void makeAccount() throws Exception {
    api = suite.api();
    account = "rehearsed" + System.nanoTime();
    var made = api.post("/accounts", Map.of("number", account));
    assertThat(made.status()).isEqualTo(201);
    password = made.body().path("password").asText();
    start = Instant.now();
    await("the account").atMost(TestSuite.LIMIT).until(() -> register(suite.newSource()) == 200);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void rehearsesAnAttack_andAUserWhoMistypes_underAStricterAndALaxerPolicy() throws Exception {
    var attacker = suite.newSource();
    var user = suite.newSource();
    assertThat(suite.attack(attacker, account, LIMIT + 1)).isEqualTo(LIMIT);
    assertThat(suite.attack(user, account, LIMIT - 2)).isEqualTo(LIMIT - 2);
    assertThat(register(user)).isEqualTo(200);
    await("the login in the log").atMost(TestSuite.LIMIT).until(() -> isLogged(user, "login"));
    var block = awaitBlock(attacker);

    var asItIs = rehearse(Map.of());
    assertThat(asItIs.path("onlyProposed").asInt()).isZero();
    assertThat(asItIs.path("onlyToday").asInt()).isZero();
    var same = target(asItIs, attacker);
    assertThat(same.path("in").asText()).isEqualTo("both");
    assertThat(same.at("/today/blocks/0/expiresAt").asText())
        .as("the very block that was decided live")
        .isEqualTo(block.path("expiresAt").asText());

    var stricter = rehearse(Map.of("attempts", LIMIT - 2));
    assertThat(target(stricter, attacker).path("in").asText()).isEqualTo("both");
    var mistyped = target(stricter, user);
    assertThat(mistyped.path("in").asText()).isEqualTo("only-proposed");
    assertThat(mistyped.at("/proposed/laterLogins/firstAccount").asText()).isEqualTo(account);
    assertThat(stricter.at("/proposed/likelyFalsePositives").asInt()).isPositive();

    var laxer = rehearse(Map.of("attempts", 2 * LIMIT));
    assertThat(target(laxer, attacker).path("in").asText()).isEqualTo("only-today");
  }

  @Test
  void explainsABlock_withTheFailuresThatItRestsOn() throws Exception {
    var attacker = suite.newSource();
    assertThat(suite.attack(attacker, account, LIMIT + 1)).isEqualTo(LIMIT);
    var block = awaitBlock(attacker);
    String path = "/blocks/" + block.path("id").asText();

    await("the failures in the log")
        .atMost(TestSuite.LIMIT)
        .untilAsserted(
            () ->
                assertThat(api.get(path + "/explanation").body().at("/events/items"))
                    .hasSize(LIMIT)
                    .allSatisfy(
                        event -> assertThat(event.path("account").asText()).isEqualTo(account)));

    var explanation = api.get(path).body().path("explanation");
    assertThat(explanation.path("why").asText())
        .startsWith(attacker.getHostAddress() + " is blocked from sip by rule password-guessing")
        .contains("the limit was 5 within 10 minutes");
    assertThat(explanation.path("sparedBy").findValuesAsText("by"))
        .contains("fewer", "limit", "watch-mode", "trusted-group");
    assertThat(explanation.at("/nextTime/level").asInt()).isEqualTo(2);
  }

  private JsonNode rehearse(Map<String, ?> policy) throws Exception {
    var answer =
        api.post(
            "/protection/rehearsal",
            Map.of("policy", policy, "from", start.toString(), "targets", 1_000));
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    assertThat(answer.body().path("complete").asBoolean()).isTrue();
    return answer.body();
  }

  private static JsonNode target(JsonNode answer, InetAddress source) {
    for (JsonNode one : answer.path("targets")) {
      if (one.at("/target/value").asText().equals(source.getHostAddress())) {
        return one;
      }
    }
    throw new AssertionError("not blocked by either policy: " + source);
  }

  private boolean isLogged(InetAddress source, String event) throws Exception {
    return !api.get("/security-log?event=" + event + "&source=" + source.getHostAddress())
        .body()
        .path("items")
        .isEmpty();
  }

  private JsonNode awaitBlock(InetAddress source) {
    return await("the block of " + source)
        .atMost(TestSuite.LIMIT)
        .until(
            () ->
                api.get("/blocks?state=active&target=" + source.getHostAddress())
                    .body()
                    .path("items")
                    .path(0),
            block -> !block.isMissingNode());
  }

  private int register(InetAddress source) throws Exception {
    try (var phone = suite.phone(source, account)) {
      return phone.register(password, Duration.ofMinutes(5)).orElseThrow().status();
    }
  }
}
