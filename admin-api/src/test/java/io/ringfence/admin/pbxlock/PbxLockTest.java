package io.ringfence.admin.pbxlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.PbxLock;
import io.ringfence.contracts.event.SecurityAlert;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class PbxLockTest extends WithServers {
  private static final String PATH = "/api/v1/pbx-lock";
  private static final Duration SOON = Duration.ofSeconds(5);

  @AfterEach
  void unlock() {
    Api.admin().delete(PATH);
  }

  @Test
  void locks_andSaysSinceWhenAndWho_andUnlocks() {
    assertThat(Api.as("viewer").get(PATH).json().get("locked").booleanValue()).isFalse();

    var locked = Api.as("operator").put(PATH, "{\"locked\":true,\"reason\":\"toll fraud\"}");

    assertThat(locked.status()).as(locked.text()).isEqualTo(200);
    assertThat(locked.json().get("locked").booleanValue()).isTrue();
    assertThat(locked.json().get("reason").textValue()).isEqualTo("toll fraud");
    assertThat(locked.json().get("by").textValue()).isEqualTo("token:test-operator");
    assertThat(locked.json().get("since").textValue()).isNotBlank();
    assertThat(Api.as("viewer").get(PATH).json()).isEqualTo(locked.json());

    var unlocked = Api.as("operator").delete(PATH);
    assertThat(unlocked.status()).isEqualTo(200);
    assertThat(unlocked.json().get("locked").booleanValue()).isFalse();
    assertThat(unlocked.json().get("since").isNull()).isTrue();
    assertThat(unlocked.json().get("reason").isNull()).isTrue();
  }

  @Test
  void isPublished_alertedOnce_andAudited() {
    try (var config = Records.newOf(Topics.CONFIG);
        var alerts = Records.newOf(Topics.ALERTS)) {
      Api.as("operator").put(PATH, "{\"locked\":true}");
      Api.as("operator").put(PATH, "{\"reason\":\"known now\"}");

      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(config.latest(ConfigKey.PBX_LOCK, PbxLock.class).reason())
                      .isEqualTo("known now"));
      assertThat(config.latest(ConfigKey.PBX_LOCK, PbxLock.class).locked()).isTrue();
      Api.as("operator").delete(PATH);
      await().atMost(SOON).untilAsserted(() -> assertThat(alerts.of("pbx")).hasSize(2));
      assertThat(alerts.of("pbx"))
          .extracting(record -> Json.read(record.value(), SecurityAlert.class).kind())
          .containsExactly(SecurityAlert.Kind.PBX_LOCKED, SecurityAlert.Kind.PBX_UNLOCKED);
    }
    var audited = Api.admin().get("/api/v1/audit-log?object=pbx&limit=3").json();
    assertThat(audited.at("/items/0/action").textValue()).isEqualTo("unlock");
    assertThat(audited.at("/items/2/action").textValue()).isEqualTo("lock");
  }

  @Test
  void takesBackWhatItGave_andKeepsSinceWhenAndWho() {
    var locked = Api.as("operator").put(PATH, "{\"locked\":true,\"reason\":\"x\"}");

    var again = Api.admin().put(PATH, locked.text());

    assertThat(again.status()).as(again.text()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(locked.json());
  }

  @Test
  void refusesAChange_thatStartsFromAnOldVersion() {
    String tag = Api.admin().get(PATH).header("ETag");
    Api.admin().put(PATH, "{\"locked\":true}");

    assertThat(Api.admin().with("If-Match", tag).put(PATH, "{\"locked\":false}").status())
        .isEqualTo(412);
    assertThat(Api.admin().with("If-Match", tag).delete(PATH).status()).isEqualTo(412);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"locked\":null}|locked",
        "{\"locked\":\"yes\"}|locked",
        "{\"reason\":\"a\\u0000b\"}|reason",
        "{\"reason\":\"fraud at night\"}|reason",
        "{\"colour\":\"red\"}|colour"
      })
  void refusesValues_namingTheField(String body, String field) {
    var refused = Api.admin().put(PATH, body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo(field);
  }
}
