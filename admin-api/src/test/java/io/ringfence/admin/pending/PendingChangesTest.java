package io.ringfence.admin.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.config.PendingChange;
import io.ringfence.contracts.config.ProtectedService;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PendingChangesTest extends WithServers {
  private static final String CHANGES = "/api/v1/changes";
  private static final String SNMP = "/api/v1/services/snmp";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// Also after a test that failed: others could change nothing for an hour.
  @AfterEach
  void nothingStaysPending() {
    for (var pending : Api.admin().get(CHANGES).json().get("items")) {
      Api.admin().delete(CHANGES + "/" + pending.get("id").textValue());
    }
  }

  @Test
  void whoeverMissedTheAnswer_findsTheChange_andIsToldOfItWhenHeAsksAgain() {
    String change = "{\"title\":\"Asked twice\"}";
    String id = pending(SNMP, change);

    var again = Api.admin().put(SNMP + "?confirmWithin=PT1H", change);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().get("type").textValue()).isEqualTo(Pendings.TYPE);
    assertThat(again.json().at("/pending/id").textValue()).isEqualTo(id);
    assertThat(again.json().at("/pending/document").textValue()).isEqualTo("service/snmp");
    assertThat(again.json().at("/pending/by").textValue()).isEqualTo("token:first-start");
    assertThat(Api.admin().get(CHANGES).json().at("/items/0"))
        .isEqualTo(again.json().get("pending"));
  }

  @Test
  void whatIsWrongWithAChange_isSaidFirst() {
    pending(SNMP, "{\"title\":\"In the way\"}");

    var crm = "/api/v1/services/crm";
    assertThat(Api.admin().put(crm, "{\"title\":\"\"}").status()).isEqualTo(400);
    assertThat(Api.admin().put("/api/v1/services/none", "{}").status()).isEqualTo(404);
    assertThat(Api.admin().with("If-Match", "\"0\"").put(crm, "{}").status()).isEqualTo(412);
    assertThat(Api.admin().put(crm, "{\"title\":\"CRM\"}").status()).isEqualTo(409);
  }

  @Test
  void aChangeThatNobodyConfirms_isTakenBack_inTheTableAndOnTheTopic() {
    var before = Api.admin().get(SNMP);
    var changed =
        Api.admin().put(SNMP + "?confirmWithin=PT2S", "{\"title\":\"Monitored for a moment\"}");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    String id = changed.header("Pending-Change");
    var pending = Api.as("viewer").get(CHANGES + "/" + id).json();
    assertThat(pending.get("document").textValue()).isEqualTo("service/snmp");
    assertThat(pending.get("by").textValue()).isEqualTo("token:first-start");
    assertThat(Instant.parse(pending.get("confirmBy").textValue())).isAfter(Instant.now());

    var meanwhile = Api.admin().put("/api/v1/services/crm", "{\"title\":\"Another\"}");
    assertThat(meanwhile.status()).isEqualTo(409);
    assertThat(meanwhile.json().get("type").textValue()).isEqualTo(Pendings.TYPE);
    assertThat(meanwhile.json().get("detail").textValue()).contains(id, "service/snmp");

    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(Api.admin().get(SNMP).json()).isEqualTo(before.json()));
    assertThat(Api.admin().get(CHANGES).json().get("items")).isEmpty();
    assertThat(Api.admin().post(CHANGES + "/" + id + "/confirm", "").status()).isEqualTo(404);
    try (var config = Records.from(Topics.CONFIG)) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                var pendings = config.of(ConfigKey.PENDING_CHANGE);
                assertThat(pendings).isNotEmpty();
                assertThat(pendings.getLast().value()).isNull();
                var document = config.latest("service/snmp", ProtectedService.class);
                assertThat(document.title()).isEqualTo(before.json().get("title").textValue());
                assertThat("\"" + document.version() + "\"")
                    .isEqualTo(Api.admin().get(SNMP).header("ETag"))
                    .isNotEqualTo(changed.header("ETag"));
              });
    }
    var audit = Api.admin().get("/api/v1/audit-log?object=change%20" + id).json().get("items");
    assertThat(audit).hasSize(1);
    assertThat(audit.at("/0/action").textValue()).isEqualTo("take-back");
    assertThat(audit.at("/0/actor").textValue()).isEqualTo("ringfence");
  }

  @Test
  void nodesHearOfThePendingChange_beforeTheDocument_withWhatItWas() {
    try (var config = Records.newOf(Topics.CONFIG)) {
      String id = pending(SNMP, "{\"title\":\"Before and after\"}");
      await().atMost(LIMIT).until(() -> !config.of("service/snmp").isEmpty());

      var change = config.latest(ConfigKey.PENDING_CHANGE, PendingChange.class);
      assertThat(change.id()).isEqualTo(UUID.fromString(id));
      assertThat(config.of(ConfigKey.PENDING_CHANGE).getLast().offset())
          .isLessThan(config.of("service/snmp").getLast().offset());
      assertThat(change.before()).hasSize(1);
      assertThat(change.before().getFirst().key()).isEqualTo("service/snmp");
      assertThat(change.before().getFirst().document().get("title").textValue())
          .isNotEqualTo("Before and after");

      assertThat(Api.admin().delete(CHANGES + "/" + id).status()).isEqualTo(204);
    }
  }

  @Test
  void aConfirmedChangeStays() {
    String id = pending(SNMP, "{\"ports\":[{\"protocol\":\"udp\",\"port\":10161}]}");
    assertThat(Api.as("viewer").post(CHANGES + "/" + id + "/confirm", "").status()).isEqualTo(403);

    assertThat(Api.admin().post(CHANGES + "/" + id + "/confirm", "").status()).isEqualTo(204);

    assertThat(Api.admin().get(CHANGES + "/" + id).status()).isEqualTo(404);
    assertThat(Api.admin().delete(CHANGES + "/" + id).status()).isEqualTo(404);
    assertThat(Api.admin().get(SNMP).json().at("/ports/0/port").intValue()).isEqualTo(10161);
    Api.admin().put(SNMP, "{\"ports\":[{\"protocol\":\"udp\",\"port\":161}]}");
  }

  @Test
  void aDeletedGroupAndAMadeService_areTakenBackToo() {
    String groups = "/api/v1/ip-groups";
    Api.admin()
        .post(
            groups,
            "{\"name\":\"Left\",\"description\":\"x\",\"members\":[{\"value\":\"192.0.2.0/24\"}]}");
    var before = Api.admin().get(groups + "/left").json();
    var deleted = Api.admin().delete(groups + "/left?confirmWithin=PT1H");
    assertThat(deleted.status()).as(deleted.text()).isEqualTo(204);
    assertThat(Api.admin().get(groups + "/left").status()).isEqualTo(404);
    takeBack(deleted.header("Pending-Change"));
    assertThat(Api.admin().get(groups + "/left").json()).isEqualTo(before);

    var made =
        Api.admin()
            .post(
                "/api/v1/services?confirmWithin=PT1H",
                "{\"name\":\"rsync\",\"title\":\"Backup\",\"restricted\":false,\"ports\":[]}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    takeBack(made.header("Pending-Change"));
    assertThat(Api.admin().get("/api/v1/services/rsync").status()).isEqualTo(404);
    try (var config = Records.from(Topics.CONFIG)) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                assertThat(config.of("service/rsync")).isNotEmpty();
                assertThat(config.of("service/rsync").getLast().value()).isNull();
                assertThat(config.latest("group/left", IpGroup.class).members()).hasSize(1);
              });
    }
  }

  @Test
  void theProtectionIsTakenBack() {
    String path = "/api/v1/protection";
    var before = Api.admin().get(path).json();
    String id = pending(path, "{\"attempts\":4,\"decoys\":[\"900\"]}");
    assertThat(Api.admin().get(path).json().get("attempts").intValue()).isEqualTo(4);

    takeBack(id);

    assertThat(Api.admin().get(path).json()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.5S", "PT2H", "soon", "-PT1M"})
  void refusesATimeToConfirm_thatIsNone(String within) {
    var refused = Api.admin().put(SNMP + "?confirmWithin=" + within, "{}");

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo("confirmWithin");
  }

  @Test
  void aNewGroup_hasNothingToConfirm() {
    var refused = Api.admin().post("/api/v1/ip-groups?confirmWithin=PT1H", "{\"name\":\"new\"}");

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo("confirmWithin");
    assertThat(Api.admin().get("/api/v1/ip-groups/new").status()).isEqualTo(404);
  }

  private static String pending(String path, String body) {
    var changed = Api.admin().put(path + "?confirmWithin=PT1H", body);
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    return changed.header("Pending-Change");
  }

  private static void takeBack(String id) {
    assertThat(Api.admin().delete(CHANGES + "/" + id).status()).isEqualTo(204);
  }
}
