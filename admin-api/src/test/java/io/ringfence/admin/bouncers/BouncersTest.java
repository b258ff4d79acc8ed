package io.ringfence.admin.bouncers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Blocked;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Service;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class BouncersTest extends WithServers {
  private static final String DECISIONS = "/v1/decisions";
  private static final String STREAM = "/v1/decisions/stream";
  private static final String FORBIDDEN = "{\"message\":\"access forbidden\"}";
  private static final Duration SOON = Duration.ofSeconds(5);

  @Inject Pool pool;

  @ParameterizedTest
  @ValueSource(strings = {DECISIONS, STREAM, "/v1/usage-metrics", "/v1/nothing"})
  void forbidsEverything_withoutABouncersKey(String path) {
    for (var stranger :
        List.of(
            Api.anonymous(),
            Api.anonymous().with("X-Api-Key", "secret"),
            Api.anonymous().with("X-Api-Key", "rf_" + "x".repeat(43)),
            Api.anonymous().with("X-Api-Key", Api.secret("admin-token")),
            Api.admin(),
            Api.basic("admin", Api.secret("admin-password")))) {
      var refused = stranger.get(path);
      assertThat(refused.status()).as(path).isEqualTo(403);
      assertThat(refused.text()).isEqualTo(FORBIDDEN);
      assertThat(refused.header("Content-Type")).startsWith("application/json");
    }
  }

  @Test
  void letsABouncersKeyDoNothingElse() {
    String key = newKey();

    assertThat(Api.bearer(key).get("/api/v1/blocks").status()).isEqualTo(403);
    assertThat(Api.anonymous().with("X-Api-Key", key).get("/api/v1/blocks").status())
        .isEqualTo(401);
  }

  @Test
  void tellsADecision_asCrowdSecDoes() {
    var block = Blocked.now("203.0.113.91", Service.SIP, Service.WEB);
    var bouncer = bouncer();
    await().atMost(SOON).until(() -> bouncer.get(DECISIONS + "?ip=203.0.113.91").json().isArray());

    var found = bouncer.get(DECISIONS + "?ip=203.0.113.91&unheard=of");

    assertThat(found.json()).hasSize(1);
    var decision = found.json().get(0);
    assertThat(decision.get("id").isIntegralNumber()).isTrue();
    assertThat(decision.get("uuid").textValue()).isEqualTo(block.blockId().toString());
    assertThat(decision.get("origin").textValue()).isEqualTo("crowdsec");
    assertThat(decision.get("type").textValue()).isEqualTo("ban");
    assertThat(decision.get("scope").textValue()).isEqualTo("Ip");
    assertThat(decision.get("value").textValue()).isEqualTo("203.0.113.91");
    assertThat(decision.get("duration").textValue()).matches("59m[0-9]+s|1h0m0s");
    assertThat(decision.get("scenario").textValue())
        .isEqualTo("ringfence/password-guessing/sip+web");
    assertThat(bouncer.get(DECISIONS + "?scope=ip&value=203.0.113.91").json()).hasSize(1);
    assertThat(bouncer.get(DECISIONS + "?ip=203.0.113.91&type=captcha").text()).isEqualTo("null");
    var head = bouncer.send("HEAD", DECISIONS + "?ip=203.0.113.91", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
    Blocked.release(block);
  }

  @Test
  void saysNull_whenNothingMatches() {
    assertThat(bouncer().get(DECISIONS + "?ip=192.0.2.251").text()).isEqualTo("null");
    assertThat(bouncer().get(DECISIONS + "?ip=nonsense").status()).isEqualTo(400);
    assertThat(bouncer().get(DECISIONS + "?ip=nonsense").json().has("message")).isTrue();
  }

  @Test
  void findsTheRangeAroundAnAddress_andTheAddressesWithinARange() {
    var range = Blocked.now("2001:db8:91::/64", Service.SIP);
    var address = Blocked.now("203.0.113.92", Service.SIP);
    var bouncer = bouncer();
    await().atMost(SOON).until(() -> bouncer.get(DECISIONS + "?ip=203.0.113.92").json().isArray());
    await()
        .atMost(SOON)
        .until(() -> bouncer.get(DECISIONS + "?ip=2001:db8:91::7").json().isArray());

    var around = bouncer.get(DECISIONS + "?ip=2001:db8:91::7").json().get(0);
    assertThat(around.get("scope").textValue()).isEqualTo("Range");
    assertThat(around.get("value").textValue()).isEqualTo("2001:db8:91::/64");
    assertThat(bouncer.get(DECISIONS + "?range=203.0.113.92/31").text()).isEqualTo("null");
    assertThat(bouncer.get(DECISIONS + "?range=203.0.113.92/31&contains=false").json()).hasSize(1);
    Blocked.release(range);
    Blocked.release(address);
  }

  @Test
  void streamsEverythingFirst_thenWhatChanges_toEachBouncerItsOwn() {
    var bouncer = bouncer();
    var other = bouncer();
    assertThat(bouncer.get(STREAM + "?startup=true").json().get("new").isArray()).isTrue();
    assertThat(other.get(STREAM + "?startup=true").status()).isEqualTo(200);
    var block = Blocked.now("203.0.113.93", Service.SIP);
    await().atMost(SOON).until(() -> bouncer.get(DECISIONS + "?ip=203.0.113.93").json().isArray());

    var started = bouncer.get(STREAM).json();
    assertThat(values(started.get("new"))).contains("203.0.113.93");
    assertThat(values(bouncer.get(STREAM + "?startup=false").json().get("new")))
        .doesNotContain("203.0.113.93");
    assertThat(bouncer.send("HEAD", STREAM, null).status()).isEqualTo(200);

    Blocked.release(block);
    await().atMost(SOON).until(() -> !bouncer.get(DECISIONS + "?ip=203.0.113.93").json().isArray());
    var ended = bouncer.get(STREAM).json();
    assertThat(values(ended.get("deleted"))).contains("203.0.113.93");
    assertThat(ended.get("deleted").get(0).get("duration").textValue()).startsWith("-");
    assertThat(values(bouncer.get(STREAM).json().get("deleted"))).doesNotContain("203.0.113.93");
    assertThat(values(other.get(STREAM).json().get("deleted"))).contains("203.0.113.93");
  }

  @Test
  void filtersByScopesOriginsAndScenarios() {
    var sip = Blocked.now("203.0.113.94", Service.SIP);
    var web = Blocked.now("2001:db8:94::/64", Service.WEB);
    var bouncer = bouncer();
    await()
        .atMost(SOON)
        .until(
            () ->
                values(bouncer.get(STREAM + "?startup=true").json().get("new"))
                    .containsAll(List.of("203.0.113.94", "2001:db8:94::/64")));

    assertThat(pulled(bouncer, "scopes=ip"))
        .contains("203.0.113.94")
        .doesNotContain("2001:db8:94::/64");
    assertThat(pulled(bouncer, "scopes=range")).doesNotContain("203.0.113.94");
    assertThat(pulled(bouncer, "scenarios_containing=web"))
        .contains("2001:db8:94::/64")
        .doesNotContain("203.0.113.94");
    assertThat(pulled(bouncer, "scenarios_not_containing=web")).contains("203.0.113.94");
    assertThat(pulled(bouncer, "origins=lists,cscli")).doesNotContain("203.0.113.94");
    Blocked.release(sip);
    Blocked.release(web);
  }

  @Test
  void tellsEverythingAgain_andWhatEnded_toOneThatPulledBeforeThisRun() {
    var bouncer = bouncer();
    bouncer.get(STREAM + "?startup=true");
    var stays = Blocked.now("203.0.113.95", Service.SIP);
    await().atMost(SOON).until(() -> bouncer.get(DECISIONS + "?ip=203.0.113.95").json().isArray());
    bouncer.get(STREAM);
    execute("update bouncer set feed = '" + EventIds.next() + "'");
    execute(
        "insert into block (id, target_type, target, services, rule, origin, state, level,"
            + " attempts, accounts, decided_at, ended_at) values ('"
            + EventIds.next()
            + "', 'ip', '203.0.113.96', '{sip}', 'manual', 'operator', 'released', 1, 0, '{}',"
            + " now() - interval '1 day', now())");

    var again = bouncer.get(STREAM).json();

    assertThat(values(again.get("new"))).contains("203.0.113.95");
    assertThat(values(again.get("deleted")))
        .contains("203.0.113.96")
        .doesNotContain("203.0.113.95");
    assertThat(values(bouncer.get(STREAM).json().get("new"))).doesNotContain("203.0.113.95");
    Blocked.release(stays);
  }

  @Test
  void takesABouncersFigures() {
    var taken =
        bouncer()
            .post(
                "/v1/usage-metrics",
                "{\"remediation_components\":[{\"name\":\"b\",\"metrics\":[]}]}");

    assertThat(taken.status()).as(taken.text()).isEqualTo(201);
  }

  private void execute(String sql) {
    pool.query(sql).execute().await().atMost(SOON);
  }

  private static List<String> pulled(Api bouncer, String filter) {
    return values(bouncer.get(STREAM + "?startup=true&" + filter).json().get("new"));
  }

  private static List<String> values(JsonNode decisions) {
    return StreamSupport.stream(decisions.spliterator(), false)
        .map(decision -> decision.get("value").textValue())
        .toList();
  }

  private static Api bouncer() {
    return Api.anonymous().with("X-Api-Key", newKey());
  }

  private static String newKey() {
    var made =
        Api.admin()
            .post(
                "/api/v1/tokens",
                "{\"name\":\"bouncer-" + EventIds.next() + "\",\"role\":\"bouncer\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json().get("token").textValue();
  }
}
