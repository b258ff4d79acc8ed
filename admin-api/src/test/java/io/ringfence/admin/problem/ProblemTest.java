package io.ringfence.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.WithServers;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProblemTest extends WithServers {
  private static final String PATH = "/api/v1/protection";

  @Test
  void saysWhatIsWrongWithTheRequest() {
    assertProblem(Api.admin().get("/api/v1/nothing"), 404);
    assertProblem(Api.admin().get("/nothing"), 404);
    assertProblem(Api.admin().get("/q/nothing"), 404);
    assertProblem(Api.admin().get("/api/v1/services/ftp"), 404);
    assertProblem(Api.admin().delete(PATH), 405);
    assertProblem(Api.admin().send("PATCH", PATH, "{}"), 405);
    assertProblem(Api.admin().with("Content-Type", "text/plain").send("PUT", PATH, "{}"), 415);
    assertProblem(Api.admin().with("Accept", "application/xml").get(PATH), 406);
    assertProblem(Api.admin().get("/api/v1/accounts?limit=many"), 404, 400);
  }

  @Test
  void saysWhereMalformedJsonIsWrong() {
    var cut = Api.admin().put(PATH, "{\n  \"attempts\": 5,\n");
    assertProblem(cut, 400);
    assertThat(cut.json().get("detail").textValue()).contains("line 3");
    assertProblem(Api.admin().put(PATH, "[]"), 400);
    assertProblem(Api.admin().put(PATH, ""), 400);
    assertProblem(Api.admin().put(PATH, "null"), 400);
    assertProblem(Api.admin().put(PATH, "{\"attempts\":5}}"), 400);
    assertProblem(Api.admin().put(PATH, "{\"attempts\":5,\"attempts\":6}"), 400);
    assertProblem(Api.admin().put(PATH, "{\"attempts\":" + "[".repeat(5_000) + "}"), 400);
  }

  @Test
  void refusesABodyThatIsTooLarge() {
    var large =
        Api.admin().put(PATH, "{\"trustedGroupId\":\"" + "x".repeat(5 * 1024 * 1024) + "\"}");

    assertProblem(large, 413);
  }

  @Test
  void handlesSqlInAPath_likeAnyOtherName() {
    assertProblem(Api.admin().get("/api/v1/ip-groups/%27%3B%20drop%20table%20ip_group%3B--"), 404);
    assertProblem(Api.admin().get("/api/v1/accounts/%00"), 404, 400);
  }

  @Test
  void isAPage_whereABrowserHasGone() {
    var browser = Api.admin().with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    for (String path : new String[] {"/nothing", "/api/v1/ip-groups/%3Cb%3E"}) {
      var answer = browser.get(path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.header("Content-Type")).as(path).isEqualTo("text/html;charset=UTF-8");
      assertThat(answer.text()).contains("<h1", "href=\"/console\"").doesNotContain("<b>");
    }
    assertProblem(browser.with("HX-Request", "true").get("/nothing"), 404);
    assertThat(Api.anonymous().with("Accept", "text/html").get(PATH).header("WWW-Authenticate"))
        .isNotEmpty();
  }

  private static void assertProblem(Api.Answer answer, int... statuses) {
    assertThat(statuses).as(answer.text()).contains(answer.status());
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    var problem = answer.json();
    assertThat(problem.get("type").textValue()).isEqualTo("about:blank");
    assertThat(problem.get("title").textValue()).isNotBlank();
    assertThat(problem.get("status").intValue()).isEqualTo(answer.status());
    assertThat(answer.text())
        .doesNotContain("io.ringfence", "com.fasterxml", "org.hibernate", "Exception", "select ");
  }
}
