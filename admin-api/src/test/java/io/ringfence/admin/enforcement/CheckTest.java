package io.ringfence.admin.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Blocked;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class CheckTest extends WithServers {
  private static final String PATH = "/api/v1/enforcement/check";
  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void namesTheBlock_thatStopsASource() {
    var address = Blocked.now("203.0.113.71", Service.SIP);
    var network = Blocked.now("203.0.113.64/28", Service.SIP, Service.CRM);
    await().atMost(SOON).until(() -> !check("203.0.113.71&service=crm").get("passes").asBoolean());
    await().atMost(SOON).until(() -> blocks(check("203.0.113.71&service=sip")) == 2);

    var sip = check("203.0.113.71&service=sip");

    assertThat(sip.get("passes").booleanValue()).isFalse();
    assertThat(sip.get("checks")).hasSizeGreaterThanOrEqualTo(5);
    var port = sip.at("/checks/0");
    assertThat(port.get("rule").textValue()).isEqualTo("blocked");
    assertThat(port.get("set").textValue()).isEqualTo("sip_blocked_v4");
    assertThat(port.get("service").textValue()).isEqualTo("sip");
    assertThat(port.at("/blocks/0/id").textValue()).isEqualTo(address.blockId().toString());
    assertThat(port.at("/blocks/1/target").textValue()).isEqualTo("203.0.113.64/28");
    assertThat(check("203.0.113.72&service=sip").at("/checks/0/set").textValue())
        .isEqualTo("sip_blocked_prefixes_v4");
    assertThat(check("203.0.113.71&service=provisioning").get("passes").booleanValue()).isTrue();
    assertThat(check("203.0.113.71&port=5060&protocol=udp").get("passes").booleanValue()).isFalse();
    var elsewhere = check("203.0.113.71&port=29092&protocol=tcp");
    assertThat(elsewhere.get("passes").booleanValue()).isTrue();
    assertThat(elsewhere.at("/checks/0/rule").textValue()).isEqualTo("no-service");
    Blocked.release(address);
    Blocked.release(network);
  }

  @Test
  void namesTheGroup_thatAServiceIsRestrictedTo() {
    Api.admin()
        .post(
            "/api/v1/ip-groups",
            "{\"name\":\"crm servers\",\"members\":[{\"value\":\"192.0.2.80/30\"}]}");
    var restricted =
        Api.admin()
            .put("/api/v1/services/crm", "{\"restricted\":true,\"groupId\":\"crm-servers\"}");
    assertThat(restricted.status()).as(restricted.text()).isEqualTo(200);
    await().atMost(SOON).until(() -> rule(check("192.0.2.81&service=crm")).equals("member"));

    var outsider = check("2001:db8::81&service=crm");

    assertThat(outsider.get("passes").booleanValue()).isFalse();
    assertThat(rule(outsider)).isEqualTo("outsider");
    assertThat(outsider.at("/checks/0/set").textValue()).isEqualTo("crm_members_v6");
    assertThat(outsider.at("/checks/0/group/id").textValue()).isEqualTo("crm-servers");
    assertThat(outsider.at("/checks/0/group/name").textValue()).isEqualTo("crm servers");
    Api.admin().put("/api/v1/services/crm", "{\"restricted\":false,\"groupId\":null}");
    await().atMost(SOON).until(() -> rule(check("2001:db8::81&service=crm")).equals("open"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400",
    "source=192.0.2.1, 400",
    "source=192.0.2.1&service=sip&port=1, 400",
    "source=nonsense&service=sip, 400",
    "source=192.0.2.1&port=5060, 400",
    "source=192.0.2.1&port=70000&protocol=udp, 400",
    "source=192.0.2.1&port=5060&protocol=sctp, 400",
    "source=192.0.2.1&service=ftp, 404"
  })
  void refusesWhatIsNoQuestion(String query, int status) {
    var refused = Api.as("viewer").get(PATH + "?" + query);

    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
  }

  private static int blocks(JsonNode check) {
    return check.at("/checks/0/blocks").size();
  }

  private static String rule(JsonNode check) {
    return check.at("/checks/0/rule").asText();
  }

  private static JsonNode check(String question) {
    var answer = Api.as("viewer").get(PATH + "?source=" + question);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }
}
