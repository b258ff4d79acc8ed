package io.ringfence.admin.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Past;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.admin.accounts.Registrations;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Registration;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CutOffTest extends WithServers {
  private static final String GROUPS = "/api/v1/ip-groups";
  private static final String SERVICES = "/api/v1/services";
  private static final String OPEN = "{\"restricted\":false,\"groupId\":null}";

  @Inject Pool pool;
  @Inject Registrations registrations;

  @Test
  void whoRestrictsTheConsole_isToldThatHeCutsHimselfOff() {
    group("elsewhere", "192.0.2.1");

    var refused = Api.admin().put(SERVICES + "/web", restricted("elsewhere"));

    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refused.json().get("type").textValue()).isEqualTo(Rehearsing.TYPE);
    assertThat(refused.json().get("detail").textValue()).contains("you among them");
    var me = cutOff(refused.json(), "127.0.0.1");
    assertThat(me.at("/kinds/0").textValue()).isEqualTo("caller");
    assertThat(me.at("/services/0").textValue()).isEqualTo("web");
    assertThat(refused.json().at("/impact/counts/caller").intValue()).isEqualTo(1);
    assertThat(restriction("web")).isFalse();

    var agreed = Api.admin().put(SERVICES + "/web?confirmImpact=true", restricted("elsewhere"));
    assertThat(agreed.status()).as(agreed.text()).isEqualTo(200);
    assertThat(restriction("web")).isTrue();
    assertThat(Api.admin().put(SERVICES + "/web", OPEN).status()).isEqualTo(200);
  }

  @Test
  void phonesTrunksAndLoginsOfTheLastDay_areListed_notThoseOfBefore() {
    var now = Instant.now();
    var past = new Past(pool);
    past.logsIn(now.minus(Duration.ofHours(23)), "203.0.113.30", "30");
    past.logsIn(now.minus(Duration.ofHours(25)), "203.0.113.31", "31");
    incomingCall(now.minus(Duration.ofHours(2)), "203.0.113.40");
    group("provider", "203.0.113.99");
    var binding = binding("203.0.113.20", now.plusSeconds(3600));
    Records.publish(Topics.REGISTRATIONS, binding.key(), binding);
    try {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                var refused = Api.admin().put(SERVICES + "/sip", restricted("provider"));
                assertThat(refused.status()).as(refused.text()).isEqualTo(409);
                var phone = cutOff(refused.json(), "203.0.113.20");
                assertThat(phone.at("/kinds/0").textValue()).isEqualTo("registration");
                assertThat(phone.at("/accounts/0").textValue()).isEqualTo("20");
                var login = cutOff(refused.json(), "203.0.113.30");
                assertThat(login.at("/kinds/0").textValue()).isEqualTo("login");
                assertThat(login.get("lastSeen").textValue()).isNotEmpty();
                var trunk = cutOff(refused.json(), "203.0.113.40");
                assertThat(trunk.at("/kinds/0").textValue()).isEqualTo("trunk");
                assertThat(cutOff(refused.json(), "203.0.113.31").isMissingNode()).isTrue();
                assertThat(refused.json().at("/impact/complete").booleanValue()).isTrue();
              });
    } finally {
      Records.publish(Topics.REGISTRATIONS, binding.key(), null);
    }
  }

  @Test
  void takingSomebodyOutOfAGroup_andTrustAway_areRehearsedToo() {
    group("office", "127.0.0.1");
    group("friends", "127.0.0.1");
    Api.admin().put("/api/v1/protection", "{\"trustedGroupId\":\"friends\"}");
    String crm = SERVICES + "/web";
    assertThat(Api.admin().put(crm, restricted("office")).status()).isEqualTo(200);
    String empty = "{\"members\":[]}";

    // Still trusted, so still in.
    assertThat(Api.admin().put(GROUPS + "/office", empty).status()).isEqualTo(200);
    var untrusted = Api.admin().put("/api/v1/protection", "{\"trustedGroupId\":null}");
    assertThat(untrusted.status()).isEqualTo(409);
    assertThat(cutOff(untrusted.json(), "127.0.0.1").get("kinds"))
        .extracting(JsonNode::textValue)
        .contains("caller", "trusted");
    assertThat(Api.admin().put(GROUPS + "/friends", empty).status()).isEqualTo(409);
    assertThat(Api.admin().get(GROUPS + "/friends").json().get("members")).hasSize(1);

    assertThat(Api.admin().put(crm, OPEN).status()).isEqualTo(200);
    assertThat(Api.admin().put("/api/v1/protection", "{\"trustedGroupId\":null}").status())
        .isEqualTo(200);
  }

  @Test
  void whenNotAllCouldBeLookedAt_nobodyKnowsWhetherSomebodyIsCutOff() {
    QuarkusMock.installMockForType(new Witnesses(registrations, new OneLine()), Witnesses.class);
    new Past(pool).logsIn(Instant.now().minusSeconds(60), "203.0.113.50", "50");
    group("everybody", "0.0.0.0/0");

    var refused = Api.admin().put(SERVICES + "/crm", restricted("everybody"));

    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.json().get("type").textValue()).isEqualTo(Rehearsing.TYPE);
    assertThat(refused.json().at("/impact/total").intValue()).isZero();
    assertThat(refused.json().at("/impact/complete").booleanValue()).isFalse();
    assertThat(restriction("crm")).isFalse();

    // What opens is not asked about, and neither is who has been told.
    assertThat(Api.admin().put(SERVICES + "/crm", OPEN).status()).isEqualTo(200);
    var agreed = Api.admin().put(SERVICES + "/crm?confirmImpact=true", restricted("everybody"));
    assertThat(agreed.status()).as(agreed.text()).isEqualTo(200);
    assertThat(Api.admin().put(SERVICES + "/crm", OPEN).status()).isEqualTo(200);
  }

  /// No more than one login is looked at.
  private record OneLine() implements ImpactConfig {
    @Override
    public Duration lookBack() {
      return Duration.ofDays(1);
    }

    @Override
    public int maxLines() {
      return 1;
    }
  }

  @Test
  void anOwnServiceOnTheConsolesPort_cutsOffToo() {
    group("nobody");
    int port = java.net.URI.create(Api.url("/")).getPort();
    String body =
        """
        {"name":"second-web","title":"Second","restricted":true,"groupId":"nobody",
         "ports":[{"protocol":"tcp","port":%d}]}"""
            .formatted(port);

    var refused = Api.admin().post(SERVICES, body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(cutOff(refused.json(), "127.0.0.1").at("/services/0").textValue())
        .isEqualTo("second-web");
    assertThat(Api.admin().get(SERVICES + "/second-web").status()).isEqualTo(404);
    assertThat(Api.admin().put(SERVICES + "/crm?confirmImpact=yes", OPEN).status()).isEqualTo(400);
  }

  private static void group(String name, String... members) {
    var values = List.of(members).stream().map(value -> "{\"value\":\"" + value + "\"}").toList();
    var made = Api.admin().post(GROUPS, "{\"name\":\"" + name + "\",\"members\":" + values + "}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  private static String restricted(String group) {
    return "{\"restricted\":true,\"groupId\":\"" + group + "\"}";
  }

  private static boolean restriction(String service) {
    return Api.admin().get(SERVICES + "/" + service).json().get("restricted").booleanValue();
  }

  private static JsonNode cutOff(JsonNode problem, String source) {
    return StreamSupport.stream(problem.at("/impact/sources").spliterator(), false)
        .filter(one -> one.get("source").textValue().equals(source))
        .findFirst()
        .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  private static Registration binding(String source, Instant until) {
    return new Registration(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        Instant.now(),
        "20",
        "sip:20@" + source,
        IpAddress.parse(source),
        5060,
        Transport.UDP,
        null,
        null,
        1,
        Instant.now(),
        until,
        "edge",
        null,
        null,
        null,
        List.of(),
        null);
  }

  private void incomingCall(Instant at, String source) {
    pool.preparedQuery(
            """
            insert into call_record (id, call_id, state, direction, from_number, to_number,
              destination, emergency, source, source_port, transport, upstream, started_at, edge,
              seen_at)
            values ($1, 'c', 'ended', 'incoming', '1', '2', '2', false, cast($2 as text)::inet, 5060,
              'udp', 'trunk.example', $3, 'edge', $3)
            """)
        .execute(
            io.vertx.mutiny.sqlclient.Tuple.of(
                EventIds.next(), source, at.atOffset(java.time.ZoneOffset.UTC)))
        .await()
        .indefinitely();
  }
}
