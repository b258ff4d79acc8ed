package io.ringfence.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.WithServers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GroupsPageTest extends WithServers {
  private static final String PAGE = "/console/definitions/ip-groups";
  private static final String GROUPS = "/api/v1/ip-groups";
  private static final String CHANGES = "/api/v1/changes";

  @AfterEach
  void nothingStaysPending() {
    for (var pending : Api.admin().get(CHANGES).json().get("items")) {
      Api.admin().delete(CHANGES + "/" + pending.get("id").textValue());
    }
  }

  @Test
  void aGroupIsMade_changedAndDeleted() {
    var made =
        admin()
            .postForm(
                PAGE,
                "name=Branch&description=Lyon&value=192.0.2.0%2F24&note=LAN&expiresAt="
                    + "&value=&note=&expiresAt="
                    + "&value=2001:db8::1&note=&expiresAt=2999-12-31T12:00");
    assertThat(made.status()).as(made.text()).isEqualTo(204);
    assertThat(made.header("HX-Redirect")).isEqualTo(PAGE + "/branch");
    var group = Api.admin().get(GROUPS + "/branch").json();
    assertThat(group.get("members")).hasSize(2);
    assertThat(group.at("/members/0/note").textValue()).isEqualTo("LAN");
    assertThat(group.at("/members/1/expiresAt").textValue()).isEqualTo("2999-12-31T12:00:00Z");
    assertThat(Browser.as("viewer").get(PAGE).text()).contains("Branch", "Lyon", "2 members");
    var page = Browser.as("admin").get(PAGE + "/branch").text();
    assertThat(page)
        .contains("value=\"192.0.2.0/24\"", "value=\"2999-12-31T12:00:00\"", ">Delete<");

    String fields = "name=Branch&value=192.0.2.0%2F25&note=&expiresAt=&version=" + version(page);
    var saved = admin().postForm(PAGE + "/branch", fields);
    assertThat(saved.status()).as(saved.text()).isEqualTo(200);
    assertThat(saved.text()).contains("Keep it", "A change of IP address group branch waits");
    assertThat(Api.admin().get(GROUPS + "/branch").json().get("members")).hasSize(1);
    assertThat(Api.admin().get(CHANGES).json().get("items")).hasSize(1);
    nothingStaysPending();
    assertThat(Api.admin().get(GROUPS + "/branch").json().get("members")).hasSize(2);

    var slower = admin().postForm(PAGE + "/branch", fields);
    assertThat(slower.status()).isEqualTo(412);
    assertThat(slower.text()).contains("it was changed meanwhile", "Show the present state");
    String now = version(Browser.as("admin").get(PAGE + "/branch").text());
    var gone = admin().postForm(PAGE + "/branch/delete", "within=60&version=" + now);
    assertThat(gone.header("HX-Redirect")).isEqualTo(PAGE);
    assertThat(Api.admin().get(GROUPS + "/branch").status()).isEqualTo(404);
  }

  @Test
  void whatIsWrong_isSaidAtTheRow() {
    var refused =
        admin()
            .postForm(
                PAGE,
                "name=&value=&note=&expiresAt=&value=192.0.2.1&note=fine&expiresAt="
                    + "&value=192.0.2.0%2F99&note=&expiresAt=");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("group-name-error\">is needed").doesNotContain("0/99</");
    var member =
        admin()
            .postForm(
                PAGE,
                "name=X&value=192.0.2.1&note=&expiresAt=&value=192.0.2.0%2F99&note=&expiresAt=");
    assertThat(member.text())
        .contains("value=\"192.0.2.0/99\"", "id=\"member-2-error\"")
        .doesNotContain("member-1-error");
    var time = admin().postForm(PAGE, "name=X&value=192.0.2.1&note=&expiresAt=tomorrow");
    assertThat(time.text()).contains("id=\"member-1-error\"", "must be an ISO-8601 time");
  }

  @Test
  void takingSomebodyOutOfAGroup_showsWhoWouldBeCutOff() {
    admin().postForm(PAGE, "name=Doors&value=127.0.0.0%2F8&note=&expiresAt=");
    Api.admin().put("/api/v1/services/web", "{\"restricted\":true,\"groupId\":\"doors\"}");
    try {
      var refused =
          admin().postForm(PAGE + "/doors", "name=Doors&value=192.0.2.1&note=&expiresAt=");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text())
          .contains("<td>127.0.0.1</td><td>you", "Apply anyway")
          .contains("hx-post=\"/console/definitions/ip-groups/doors\" hx-target=\"#group\"");
      var used = admin().postForm(PAGE + "/doors/delete", "within=60");
      assertThat(used.status()).isEqualTo(409);
      assertThat(used.text()).contains("the group is in use");
    } finally {
      Api.admin().put("/api/v1/services/web", "{\"restricted\":false,\"groupId\":null}");
    }
  }

  @Test
  void namesAndNotesAreText_whateverTheySay() {
    String evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27";
    admin()
        .postForm(
            PAGE,
            "name=Evil"
                + evil
                + "&description="
                + evil
                + "&value=192.0.2.1&note="
                + evil
                + "&expiresAt=");
    String id = "evil-script-alert-1-script";
    assertThat(Api.admin().get(GROUPS + "/" + id).status()).isEqualTo(200);
    for (String role : new String[] {"viewer", "admin"}) {
      for (String path : new String[] {PAGE, PAGE + "/" + id}) {
        assertThat(Browser.as(role).get(path).text())
            .contains("Evil&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;")
            .doesNotContain("<script>alert");
      }
    }
  }

  @Test
  void whoMayNotConfigure_getsNoForm_andChangesNothing() {
    Api.admin().post(GROUPS, "{\"name\":\"Shown\",\"members\":[{\"value\":\"192.0.2.1\"}]}");
    var operator = Browser.as("operator");
    assertThat(operator.get(PAGE).text()).contains("Shown").doesNotContain("New group");
    assertThat(operator.get(PAGE + "/shown").text())
        .contains("192.0.2.1")
        .doesNotContain("<form", ">Delete<");
    for (String path : new String[] {"/new-ip-group", "/ip-group-row"}) {
      assertThat(operator.get(GroupsPage.PATH + path).status()).isEqualTo(403);
    }
    var changing = operator.withFormToken();
    for (String path : new String[] {PAGE, PAGE + "/shown", PAGE + "/shown/delete"}) {
      assertThat(changing.postForm(path, "name=X").status()).isEqualTo(403);
    }
    var unsigned = Browser.as("admin");
    assertThat(unsigned.postForm(PAGE + "/shown/delete", "within=60").status()).isEqualTo(403);
    assertThat(Api.admin().get(GROUPS + "/shown").status()).isEqualTo(200);
  }

  @Test
  void aLargeGroupIsShownInPart_andNotInAForm() {
    String members =
        IntStream.range(0, GroupsPage.MAX_MEMBERS + 1)
            .mapToObj(i -> "{\"value\":\"10.0." + i / 256 + "." + i % 256 + "\"}")
            .collect(Collectors.joining(","));
    Api.admin().post(GROUPS, "{\"name\":\"Large\",\"members\":[" + members + "]}");
    assertThat(Browser.as("admin").get(PAGE + "/large").text())
        .contains("The first 300 of 301 members", "10.0.1.43")
        .doesNotContain("<form", "10.0.1.44");
    String full = "name=Full" + "&value=192.0.2.1&note=&expiresAt=".repeat(GroupsPage.MAX_MEMBERS);
    assertThat(admin().postForm(PAGE, full).status()).isEqualTo(204);
    String more =
        "name=More" + "&value=192.0.2.1&note=&expiresAt=".repeat(GroupsPage.MAX_MEMBERS + 1);
    var refused = admin().postForm(PAGE, more);
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.text()).contains("a page takes 300 members", "value=\"More\"");
  }

  @Test
  void whatIsNotThere_isAPage() {
    var answer = Browser.as("viewer").with("Accept", "text/html").get(PAGE + "/%3Cb%3E");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).startsWith("text/html");
    assertThat(answer.text()).contains("<h1", "To the console").doesNotContain("<b>");
  }

  private static String version(String page) {
    return page.replaceFirst("(?s).*name=\"version\" value=\"&quot;([0-9]+)&quot;\".*", "%22$1%22");
  }

  private static Browser admin() {
    return Browser.as("admin").withFormToken();
  }
}
