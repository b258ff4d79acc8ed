package io.ringfence.admin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.WithServers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FirewallPageTest extends WithServers {
  private static final String CHANGES = "/api/v1/changes";
  private static final String SNMP = "/api/v1/services/snmp";
  private static final String SNMP_PAGE = FirewallPage.PATH + "/services/snmp";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @AfterEach
  void open() {
    for (var pending : Api.admin().get(CHANGES).json().get("items")) {
      Api.admin().delete(CHANGES + "/" + pending.get("id").textValue());
    }
    for (String name : new String[] {"snmp", "web"}) {
      Api.admin()
          .put(
              "/api/v1/services/" + name + "?confirmImpact=true",
              "{\"restricted\":false,\"groupId\":null}");
    }
  }

  @Test
  void aChangeIsTakenBackAfterAMinute_unlessSomebodySaysOtherwise() {
    group("Monitors", "192.0.2.0/24");
    var page = Browser.as("admin").get(SNMP_PAGE + "/form").text();
    assertThat(page)
        .contains("name=\"takeBack\" value=\"on\" checked")
        .contains("name=\"within\" value=\"60\"");

    var saved = admin().post(SNMP_PAGE, restricted("monitors"));

    assertThat(saved.status()).as(saved.text()).isEqualTo(200);
    assertThat(saved.text())
        .contains("Only Monitors", "A change of service snmp waits", "data-seconds-left=\"59\"");
    var pending = Api.admin().get(CHANGES).json().at("/items/0");
    assertThat(pending.get("by").textValue()).isEqualTo("token:first-start");
    assertThat(pending.get("source").textValue()).isEqualTo("127.0.0.1");
    assertThat(Instant.parse(pending.get("confirmBy").textValue()))
        .isCloseTo(
            Instant.parse(pending.get("madeAt").textValue()).plusSeconds(60),
            within(1, ChronoUnit.SECONDS));
    var audit = Api.admin().get("/api/v1/audit-log?object=service%20snmp").json().at("/items/0");
    assertThat(audit.get("action").textValue()).isEqualTo("update");
    assertThat(audit.get("actor").textValue()).isEqualTo("token:first-start");
    assertThat(audit.get("source").textValue()).isEqualTo("127.0.0.1");
  }

  @Test
  void whatNobodyConfirms_takesItselfBack_andEveryPageSaysSo() {
    group("Monitors", "192.0.2.0/24");
    var terms = Map.of("takeBack", "on", "within", "2");
    var browser = Browser.as("viewer");

    assertThat(admin().post(SNMP_PAGE, with(terms, restricted("monitors"))).status())
        .isEqualTo(200);

    assertThat(browser.get(FirewallPage.PATH).text())
        .contains("waits to be confirmed")
        .doesNotContain("id=\"keep\"");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(browser.get("/console/watch/pending").text())
                    .contains("change of service snmp", "was taken back at", "nobody confirmed"));
    assertThat(Api.admin().get(SNMP).json().get("restricted").booleanValue()).isFalse();
    var page = browser.get(FirewallPage.PATH).text();
    assertThat(page).contains("was taken back at").doesNotContain("Only Monitors");
    String state = page.replaceFirst("(?s).*watch/pending\\?shown=([a-z0-9-]+).*", "$1");
    assertThat(browser.get("/console/watch/pending?shown=" + state).status()).isEqualTo(204);
  }

  @Test
  void whatSomebodyKeeps_stays_andWhatSomebodyTakesBack_goes() {
    group("Monitors", "192.0.2.0/24");
    admin().post(SNMP_PAGE, restricted("monitors"));
    String id = Api.admin().get(CHANGES).json().at("/items/0/id").textValue();
    String keep = "/console/pending/" + id + "/keep";
    assertThat(Browser.as("operator").withFormToken().post(keep, Map.of()).status()).isEqualTo(403);

    assertThat(admin().post(keep, Map.of()).text()).contains("The change stays.");

    assertThat(Api.admin().get(CHANGES).json().get("items")).isEmpty();
    assertThat(Api.admin().get(SNMP).json().get("restricted").booleanValue()).isTrue();
    var late = admin().post(keep, Map.of());
    assertThat(late.status()).isEqualTo(404);
    assertThat(late.text()).contains("it was confirmed or taken back");

    admin().post(SNMP_PAGE, Map.of("title", "Other", "ports", "161/udp"));
    String next = Api.admin().get(CHANGES).json().at("/items/0/id").textValue();
    var back = admin().post("/console/pending/" + next + "/take-back", Map.of());
    assertThat(back.text()).contains("The change was taken back.");
    assertThat(back.header("HX-Trigger")).isEqualTo("changed");
    assertThat(Api.admin().get(SNMP).json().get("title").textValue()).isNotEqualTo("Other");
  }

  @Test
  void whoWouldBeCutOff_isShown_andNothingIsChanged_unlessItIsMeant() {
    group("Elsewhere", "192.0.2.1");
    String web = FirewallPage.PATH + "/services/web";
    var form = with(restricted("elsewhere"), Map.of("title", "Web", "ports", "8080/tcp"));

    var refused = admin().post(web, form);

    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.text())
        .contains("would be cut off", "<td>127.0.0.1</td><td>you", "Apply anyway")
        .contains("value=\"elsewhere\" selected", "name=\"restricted\" value=\"true\" checked");
    assertThat(restricted()).isFalse();

    var agreed = admin().post(web, with(form, Map.of("confirmImpact", "true")));
    assertThat(agreed.status()).as(agreed.text()).isEqualTo(200);
    assertThat(restricted()).isTrue();
    assertThat(Api.admin().get(CHANGES).json().get("items")).hasSize(1);
  }

  @Test
  void whatIsWrong_isSaidAtTheField() {
    var refused =
        admin()
            .post(
                SNMP_PAGE,
                Map.of(
                    "title",
                    " ",
                    "ports",
                    "161/udp, 0/tcp, x",
                    "restricted",
                    "true",
                    "takeBack",
                    "on",
                    "within",
                    "60"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text())
        .contains("id=\"snmp-ports-error\">", "161/udp, 0/tcp, x")
        .containsPattern("snmp-ports-error\">(must|ports)[^<]+");
    var fields = Map.of("title", " ", "ports", "161/udp,0/tcp", "restricted", "true");
    assertThat(admin().post(SNMP_PAGE, fields).text())
        .contains("snmp-title-error\">is needed", "snmp-ports-error\">must be 1 to 65535")
        .contains("snmp-group-error\">is needed to restrict the service");
    var soon = with(fields, Map.of("title", "SNMP", "takeBack", "on", "within", "soon"));
    assertThat(admin().post(SNMP_PAGE, soon).text()).contains("within-error\">must be an ISO-8601");
    assertThat(Api.admin().get(CHANGES).json().get("items")).isEmpty();
  }

  @Test
  void whoeverIsSlower_isToldThatTheServiceWasChanged_andOfferedItsPresentState() {
    String form = admin().get(SNMP_PAGE + "/form").text();
    String version = form.replaceFirst("(?s).*name=\"version\" value=\"([^\"]*)\".*", "$1");
    assertThat(version).matches("&quot;[0-9]+&quot;");
    Api.admin().put(SNMP, "{\"title\":\"Faster\"}");

    var fields = Map.of("title", "Slower", "version", version.replace("&quot;", "\""));
    var refused = admin().post(SNMP_PAGE, fields);

    assertThat(refused.status()).isEqualTo(412);
    assertThat(refused.text())
        .contains("it was changed meanwhile", "Show the present state", "value=\"Slower\"");
    Api.admin().put(SNMP, "{\"title\":\"SNMP monitoring\"}");
  }

  @Test
  void anotherChangeThatWaits_isSaid() {
    var form = Map.of("title", "Other", "ports", "161/udp");
    assertThat(admin().post(SNMP_PAGE, form).status()).isEqualTo(200);
    var refused = admin().post(SNMP_PAGE, form);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text())
        .contains("waits until", "A change of service snmp waits to be confirmed");
  }

  @Test
  void withoutAMinute_aChangeStays() {
    var form = Map.of("title", "SNMP monitoring", "ports", "161/udp");
    var off = List.of(Map.of("within", "60"), Map.of("takeBack", "on", "within", "0"));
    for (var terms : off) {
      assertThat(admin().post(SNMP_PAGE, with(form, terms)).status()).isEqualTo(200);
      assertThat(Api.admin().get(CHANGES).json().get("items")).isEmpty();
    }
  }

  @Test
  void whoMayNotConfigure_getsNoForm_andChangesNothing() {
    for (String role : new String[] {"viewer", "operator"}) {
      var browser = Browser.as(role);
      assertThat(browser.get(FirewallPage.PATH).text())
          .contains("SNMP")
          .doesNotContain("id=\"change-snmp\"");
      assertThat(browser.get(SNMP_PAGE).status()).isEqualTo(200);
      assertThat(browser.get(SNMP_PAGE + "/form").status()).isEqualTo(403);
      var refused = browser.withFormToken().post(SNMP_PAGE, Map.of("title", "No"));
      assertThat(refused.status()).isEqualTo(403);
    }
    assertThat(Api.admin().get(SNMP).json().get("title").textValue()).isNotEqualTo("No");
    assertThat(Browser.as("admin").get(FirewallPage.PATH).text()).contains("id=\"change-snmp\"");
  }

  @Test
  void aFormOfAnotherSession_changesNothing() {
    var fields = Map.of("title", "Forged", "ports", "161/udp");
    var browser = Browser.as("admin");
    var other = Browser.as("admin").withFormToken();

    assertThat(browser.post(SNMP_PAGE, fields).status()).isEqualTo(403);
    assertThat(browser.with(FormGuard.HEADER, "").post(SNMP_PAGE, fields).status()).isEqualTo(403);
    var mixed = other.withCookieOf(Browser.newOne().signIn(Api.admin().token()));
    assertThat(mixed.post(SNMP_PAGE, fields).status()).isEqualTo(403);
    assertThat(browser.post("/console/sign-out", Map.of()).status()).isEqualTo(403);
    var elsewhere = browser.withFormToken().with("Sec-Fetch-Site", "cross-site");
    assertThat(elsewhere.post(SNMP_PAGE, fields).status()).isEqualTo(403);

    assertThat(Api.admin().get(SNMP).json().get("title").textValue()).isNotEqualTo("Forged");
    assertThat(Api.admin().get(CHANGES).json().get("items")).isEmpty();
  }

  @Test
  void namesAreText_whateverTheySay() {
    String evil = "</option><script>alert('1')</script>\"'>";
    Api.admin().post("/api/v1/ip-groups", "{\"name\":\"" + evil.replace("\"", "\\\"") + "\"}");
    Api.admin().put(SNMP, "{\"title\":\"" + evil.replace("\"", "\\\"") + "\"}");
    try {
      for (String path : new String[] {FirewallPage.PATH, SNMP_PAGE, SNMP_PAGE + "/form"}) {
        assertThat(Browser.as("admin").get(path).text())
            .contains(
                "&lt;/option&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&#39;&gt;")
            .doesNotContain("<script>alert");
      }
    } finally {
      Api.admin().put(SNMP, "{\"title\":\"SNMP monitoring\"}");
    }
  }

  private static Browser admin() {
    return Browser.as("admin").withFormToken();
  }

  private static Map<String, String> restricted(String group) {
    return Map.of(
        "title", "SNMP monitoring", "ports", "161/udp", "restricted", "true", "groupId", group);
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
    var all = new HashMap<>(some);
    all.putAll(others);
    return all;
  }

  private static boolean restricted() {
    return Api.admin().get("/api/v1/services/web").json().get("restricted").booleanValue();
  }

  private static void group(String name, String member) {
    Api.admin()
        .post(
            "/api/v1/ip-groups",
            "{\"name\":\"" + name + "\",\"members\":[{\"value\":\"" + member + "\"}]}");
  }
}
