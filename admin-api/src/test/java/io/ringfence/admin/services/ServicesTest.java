package io.ringfence.admin.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ProtectedService;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ServicesTest extends WithServers {
  private static final String PATH = "/api/v1/services";

  @Test
  void showsTheFiveServices() {
    var list = Api.as("viewer").get(PATH);

    assertThat(list.json().get("items")).hasSize(5);
    assertThat(list.json().get("nextCursor").isNull()).isTrue();
    assertThat(Api.admin().get(PATH + "/sip").json().get("name").textValue()).isEqualTo("sip");
    assertThat(Api.admin().get(PATH + "/ftp").status()).isEqualTo(404);
  }

  @Test
  void restrictsAServiceToAGroup_andPublishesIt() {
    Api.admin()
        .post(
            "/api/v1/ip-groups",
            "{\"name\":\"monitoring\",\"members\":[{\"value\":\"192.0.2.161\"}]}");

    var restricted =
        Api.admin()
            .put(
                PATH + "/snmp",
                """
                {"restricted":true,"groupId":"monitoring",
                 "ports":[{"protocol":"udp","port":161},{"protocol":"udp","port":162}]}""");

    assertThat(restricted.status()).as(restricted.text()).isEqualTo(200);
    assertThat(restricted.json().get("title").textValue()).isEqualTo("SNMP monitoring");
    assertThat(Api.admin().put(PATH + "/snmp", restricted.text()).json())
        .isEqualTo(restricted.json());
    try (var config = Records.from(Topics.CONFIG)) {
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                var document = config.latest("service/snmp", ProtectedService.class);
                assertThat(document.restricted()).isTrue();
                assertThat(document.groupId()).isEqualTo("monitoring");
                assertThat(document.ports()).hasSize(2);
              });
    }
    var open = Api.admin().put(PATH + "/snmp", "{\"restricted\":false,\"groupId\":null}");
    assertThat(open.json().get("restricted").booleanValue()).isFalse();
    assertThat(Api.admin().with("If-Match", "\"1\"").put(PATH + "/snmp", "{}").status())
        .isEqualTo(412);
  }

  @Test
  void makesChangesAndDeletesAServiceOfOnesOwn() {
    String rsync =
        """
        {"name":"rsync","title":"Backup","restricted":false,
         "ports":[{"protocol":"tcp","port":873}]}""";
    var made = Api.admin().post(PATH, rsync);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.header("Location")).endsWith(PATH + "/rsync");
    assertThat(Api.admin().get(PATH + "/rsync").json()).isEqualTo(made.json());
    assertThat(Api.admin().post(PATH, rsync).status()).isEqualTo(409);
    assertThat(Api.as("operator").post(PATH, rsync).status()).isEqualTo(403);

    var changed = Api.admin().put(PATH + "/rsync", "{\"title\":\"Copies\"}");
    assertThat(changed.json().at("/ports/0/port").intValue()).isEqualTo(873);
    assertThat(Api.admin().put(PATH + "/rsync", "{\"name\":\"ftp\"}").status()).isEqualTo(400);
    assertThat(Api.admin().with("If-Match", made.header("ETag")).delete(PATH + "/rsync").status())
        .isEqualTo(412);

    assertThat(Api.admin().delete(PATH + "/rsync").status()).isEqualTo(204);
    assertThat(Api.admin().get(PATH + "/rsync").status()).isEqualTo(404);
    try (var config = Records.from(Topics.CONFIG)) {
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                var documents = config.of("service/rsync");
                assertThat(documents).isNotEmpty();
                assertThat(documents.getLast().value()).isNull();
              });
    }
  }

  @Test
  void theFiveCannotBeDeleted_norMadeTwice() {
    var refused = Api.admin().delete(PATH + "/crm");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").textValue()).contains("one of the five");
    assertThat(
            Api.admin()
                .post(PATH, "{\"name\":\"crm\",\"title\":\"x\",\"restricted\":false,\"ports\":[]}")
                .status())
        .isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|name",
        "{\"name\":\"Backup\"}|name",
        "{\"name\":\"a_b\"}|name",
        "{\"name\":\"unknown\",\"title\":\"x\",\"restricted\":false,\"ports\":[]}|name",
        "{\"name\":\"a; flush ruleset\"}|name",
        "{\"name\":\"ok\",\"restricted\":false,\"ports\":[]}|title",
        "{\"name\":\"ok\",\"title\":\"x\",\"ports\":[]}|restricted",
        "{\"name\":\"ok\",\"title\":\"x\",\"restricted\":false}|ports",
      })
  void refusesAServiceThatIsNone_namingTheField(String body, String field) {
    var refused = Api.admin().post(PATH, body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"restricted\":true}|groupId",
        "{\"restricted\":true,\"groupId\":\"gone\"}|groupId",
        "{\"name\":\"sip\"}|name",
        "{\"name\":\"ftp\"}|name",
        "{\"title\":\"\"}|title",
        "{\"ports\":[{\"protocol\":\"udp\",\"port\":0}]}|ports[0].port",
        "{\"ports\":[{\"protocol\":\"sctp\",\"port\":1}]}|ports[0].protocol",
        "{\"ports\":[{\"port\":1}]}|ports[0].protocol",
        "{\"ports\":[null]}|ports[0].protocol",
        "{\"ports\":null}|ports",
        "{\"open\":true}|open",
      })
  void refusesValues_namingTheField(String body, String field) {
    var refused = Api.admin().put(PATH + "/web", body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo(field);
  }
}
