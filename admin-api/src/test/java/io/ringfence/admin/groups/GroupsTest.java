package io.ringfence.admin.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.IpGroup;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GroupsTest extends WithServers {
  private static final String PATH = "/api/v1/ip-groups";

  @Test
  void makesChangesAndDeletesAGroup() {
    var made =
        Api.admin()
            .post(
                PATH,
                """
                {"name":"Head office","description":"Prague","members":[
                  {"value":"192.0.2.0/24","note":"LAN"},
                  {"value":"2001:db8::1","expiresAt":"2099-01-31T12:00:00Z"},
                  {"value":"198.51.100.1-198.51.100.9"}]}""");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.header("Location")).endsWith(PATH + "/head-office");
    assertThat(made.json().at("/members/1/expiresAt").textValue())
        .isEqualTo("2099-01-31T12:00:00Z");
    String path = PATH + "/head-office";
    assertThat(Api.admin().get(path).json()).isEqualTo(made.json());

    var changed =
        Api.admin()
            .with("If-Match", made.header("ETag"))
            .put(path, "{\"name\":\"HQ\",\"members\":[{\"value\":\"192.0.2.1\"}]}");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.json().get("id").textValue()).isEqualTo("head-office");
    assertThat(changed.json().get("description").textValue()).isEqualTo("Prague");
    assertThat(changed.json().get("members")).hasSize(1);
    assertThat(Api.admin().put(path, changed.text()).json()).isEqualTo(changed.json());

    assertThat(Api.admin().delete(path).status()).isEqualTo(204);
    assertThat(Api.admin().get(path).status()).isEqualTo(404);
    assertThat(Api.admin().delete(path).status()).isEqualTo(404);
  }

  @Test
  void refusesBadMembers_namingEach() {
    var refused =
        Api.admin()
            .post(
                PATH, "{\"name\":\"bad\",\"members\":[{\"value\":\"::1\"},{\"value\":\"1.2.3\"}]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo("members[1].value");
  }

  @Test
  void refusesCyclesUnknownGroupsAndTakenNames() {
    Api.admin().post(PATH, "{\"name\":\"inner\",\"members\":[{\"value\":\"192.0.2.7\"}]}");
    var outer =
        Api.admin().post(PATH, "{\"name\":\"outer\",\"members\":[{\"value\":\"group:inner\"}]}");
    assertThat(outer.status()).as(outer.text()).isEqualTo(201);

    var cycle = Api.admin().put(PATH + "/inner", "{\"members\":[{\"value\":\"group:outer\"}]}");
    assertThat(cycle.status()).isEqualTo(409);
    assertThat(cycle.json().get("detail").textValue()).contains("inner > outer > inner");
    var itself = Api.admin().put(PATH + "/inner", "{\"members\":[{\"value\":\"group:inner\"}]}");
    assertThat(itself.status()).isEqualTo(409);
    var unknown =
        Api.admin().post(PATH, "{\"name\":\"third\",\"members\":[{\"value\":\"group:gone\"}]}");
    assertThat(unknown.status()).isEqualTo(409);
    assertThat(Api.admin().post(PATH, "{\"name\":\"outer\"}").status()).isEqualTo(409);
    assertThat(Api.admin().put(PATH + "/inner", "{\"name\":\"renamed\"}").status()).isEqualTo(409);
    assertThat(Api.admin().put(PATH + "/inner", "{\"id\":\"other\"}").status()).isEqualTo(400);
  }

  @Test
  void keepsAGroupThatIsInUse_sayingByWhat() {
    Api.admin().post(PATH, "{\"name\":\"used\"}");
    Api.admin().post(PATH, "{\"name\":\"user\",\"members\":[{\"value\":\"group:used\"}]}");
    var nested = Api.admin().delete(PATH + "/used");
    assertThat(nested.status()).isEqualTo(409);
    assertThat(nested.json().get("detail").textValue()).contains("user");
    assertThat(Api.admin().delete(PATH + "/user").status()).isEqualTo(204);

    Api.admin().put("/api/v1/services/crm", "{\"restricted\":true,\"groupId\":\"used\"}");
    assertThat(Api.admin().delete(PATH + "/used").json().get("detail").textValue()).contains("crm");
    Api.admin().put("/api/v1/services/crm", "{\"restricted\":false,\"groupId\":null}");
    assertThat(Api.admin().delete(PATH + "/used").status()).isEqualTo(204);
  }

  @Test
  void givesALongList_inPages() {
    for (String name : new String[] {"page a", "page b", "page c"}) {
      Api.admin().post(PATH, "{\"name\":\"" + name + "\"}");
    }
    int seen = 0;
    String cursor = "";
    do {
      var page = Api.admin().get(PATH + "?limit=2" + cursor);
      assertThat(page.status()).as(page.text()).isEqualTo(200);
      seen += page.json().get("items").size();
      var next = page.json().get("nextCursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.textValue();
    } while (!cursor.isEmpty());

    assertThat(seen).isEqualTo(Api.admin().get(PATH + "?limit=500").json().get("items").size());
    assertThat(Api.admin().get(PATH + "?limit=501").status()).isEqualTo(400);
    assertThat(Api.admin().get(PATH + "?cursor=%21").status()).isEqualTo(400);
  }

  @Test
  void takesTenThousandMembers() {
    var members = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      members.append(i == 0 ? "" : ",").append("{\"value\":\"10.1.").append(i / 250).append('.');
      members.append(i % 250).append("\"}");
    }

    var made = Api.admin().post(PATH, "{\"name\":\"many\",\"members\":[" + members + "]}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().get("members")).hasSize(10_000);
  }

  @Test
  void publishesTenThousandMembers_withNotesAndEnds() {
    try (var config = Records.newOf(Topics.CONFIG)) {
      var made = Api.admin().post(PATH, noted("noted", 60));
      assertThat(made.status()).isEqualTo(201);

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(config.latest("group/noted", IpGroup.class).members())
                      .hasSize(10_000));
      assertThat(config.of("group/noted").getLast().value()).hasSizeGreaterThan(1024 * 1024);
    }
  }

  @Test
  void refusesAGroupThatIsLargerThanTheTopicTakes() {
    var refused = Api.admin().post(PATH, noted("too-large", 300));

    assertThat(refused.status()).as(refused.text()).isEqualTo(413);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refused.json().get("detail").textValue()).contains("octets");
    assertThat(Api.admin().get(PATH + "/too-large").status()).isEqualTo(404);
  }

  private static String noted(String name, int noteLength) {
    var members = new ArrayList<String>();
    for (int i = 0; i < 10_000; i++) {
      members.add(
          "{\"value\":\"10.2.%d.%d\",\"note\":\"%s\",\"expiresAt\":\"2099-01-31T12:00:00Z\"}"
              .formatted(i / 250, i % 250, "n".repeat(noteLength)));
    }
    return "{\"name\":\"" + name + "\",\"members\":[" + String.join(",", members) + "]}";
  }

  @Test
  void publishesTheAddressesOfHostNames() {
    try (var config = Records.from(Topics.CONFIG)) {
      var made =
          Api.admin().post(PATH, "{\"name\":\"hosts\",\"members\":[{\"value\":\"localhost\"}]}");
      assertThat(made.status()).isEqualTo(201);

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(config.latest("group/hosts", IpGroup.class).resolved())
                      .containsKey("localhost"));
    }
  }
}
