package io.ringfence.admin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SignInTest extends WithServers {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  @Inject Pool pool;

  @Test
  void whoeverIsNotSignedIn_isSentToSignIn() {
    assertThat(Browser.newOne().get("/").header("Location")).endsWith("/console");
    for (String path : new String[] {"/console", FirewallPage.PATH, "/console/none"}) {
      var answer = Browser.newOne().get(path);
      assertThat(answer.status()).as(path).isEqualTo(303);
      assertThat(answer.header("Location")).endsWith("/console/sign-in");
    }
    var script = Browser.newOne().with("HX-Request", "true").get("/console/watch/pending");
    assertThat(script.status()).isEqualTo(401);
    assertThat(script.header("HX-Redirect")).isEqualTo("/console/sign-in");
    assertThat(Browser.newOne().get("/console/sign-in").text()).contains("admin-password");
  }

  @Test
  void anApiTokenBeginsASession_whoseCookieNoScriptAndNoOtherSiteHas() {
    var answer = Browser.newOne().signIn(Api.admin().token());

    assertThat(answer.status()).as(answer.text()).isEqualTo(303);
    assertThat(answer.header("Location")).endsWith(FirewallPage.PATH);
    assertThat(answer.header("Set-Cookie"))
        .contains("HttpOnly", "SameSite=Strict", "Path=/console", "Max-Age=43200")
        .doesNotContain("Secure")
        .doesNotContain(Api.admin().token());
    var browser = Browser.newOne().withCookieOf(answer);
    assertThat(browser.get(FirewallPage.PATH).text()).contains("token:first-start");
    assertThat(browser.get("/console").header("Location")).endsWith(FirewallPage.PATH);
    assertThat(browser.get("/api/v1/services").status()).isEqualTo(401);
    var audit = Api.admin().get("/api/v1/audit-log?object=console").json().get("items");
    assertThat(audit.at("/0/action").textValue()).isEqualTo("sign-in");
    assertThat(audit.at("/0/actor").textValue()).isEqualTo("token:first-start");
    assertThat(audit.at("/0/source").textValue()).isEqualTo("127.0.0.1");
  }

  @Test
  void aWrongToken_isAFailedLogin_likeAnyOther() {
    try (var attempts = Records.newOf(Topics.ATTEMPTS)) {
      for (String token : new String[] {"", "rf_" + "A".repeat(43)}) {
        var refused = Browser.from("127.0.0.44").with("User-Agent", "probe").signIn(token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("Set-Cookie")).isEmpty();
        assertThat(refused.text()).contains("no such login");
      }
      await().atMost(LIMIT).untilAsserted(() -> assertThat(attempts.of("127.0.0.44")).hasSize(2));
      var attempt =
          Json.read(attempts.of("127.0.0.44").getFirst().value(), AuthenticationAttempt.class);
      assertThat(attempt.service()).isEqualTo(Service.WEB);
      assertThat(attempt.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(attempt.reason()).isEqualTo(Reason.BAD_CREDENTIALS);
      assertThat(attempt.userAgent()).isEqualTo("probe");
    }
  }

  @Test
  void aBouncersToken_doesNotSignIn() {
    var refused = Browser.newOne().signIn(Api.as("bouncer").token());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).contains("bouncer");
    assertThat(refused.header("Set-Cookie")).isEmpty();
  }

  @Test
  void anotherSite_signsNobodyIn() {
    var refused = Browser.newOne().with("Sec-Fetch-Site", "cross-site").signIn(Api.admin().token());
    assertThat(refused.status()).isEqualTo(403);
  }

  @Test
  void aSessionEnds_whenItIsSignedOut() {
    var browser = Browser.as("viewer");
    assertThat(browser.get(FirewallPage.PATH).status()).isEqualTo(200);

    var out = browser.withFormToken().post("/console/sign-out", Map.of());

    assertThat(out.status()).isEqualTo(204);
    assertThat(out.header("HX-Redirect")).isEqualTo("/console/sign-in");
    assertThat(out.header("Set-Cookie")).contains("Max-Age=0");
    assertThat(browser.get(FirewallPage.PATH).status()).isEqualTo(303);
  }

  @Test
  void aSessionEnds_withItsToken() {
    var made =
        Api.admin().post("/api/v1/tokens", "{\"name\":\"console 1\",\"role\":\"viewer\"}").json();
    var browser = Browser.newOne().signedIn(made.get("token").textValue());
    assertThat(browser.get(FirewallPage.PATH).status()).isEqualTo(200);
    Api.admin().delete("/api/v1/tokens/" + made.get("id").textValue());
    assertThat(browser.get(FirewallPage.PATH).status()).isEqualTo(303);

    var soon =
        Api.admin()
            .post(
                "/api/v1/tokens",
                "{\"name\":\"console 2\",\"role\":\"viewer\",\"expiresAt\":\""
                    + Instant.now().plusSeconds(2)
                    + "\"}")
            .json();
    var brief = Browser.newOne().signedIn(soon.get("token").textValue());
    await().atMost(LIMIT).until(() -> brief.get(FirewallPage.PATH).status() == 303);
  }

  @Test
  void aSessionEnds_whenNobodyUsesIt_andAPageThatLooksByItselfIsNoUse() {
    var idle = Browser.as("viewer");
    sql("update console_session set used_at = now() - interval '29 minutes'");
    assertThat(idle.get("/console/watch/pending").status()).isEqualTo(200);
    sql("update console_session set used_at = used_at - interval '2 minutes'");
    assertThat(idle.get("/console/watch/pending").status()).isEqualTo(303);

    var used = Browser.as("viewer");
    sql("update console_session set used_at = now() - interval '29 minutes'");
    assertThat(used.get(FirewallPage.PATH).status()).isEqualTo(200);
    sql("update console_session set used_at = used_at - interval '2 minutes'");
    assertThat(used.get(FirewallPage.PATH).status()).isEqualTo(200);
  }

  @Test
  void aSessionEnds_whenItIsOld_thoughItIsUsed() {
    var old = Browser.as("viewer");
    sql("update console_session set begun_at = now() - interval '12 hours 1 second'");
    assertThat(old.get(FirewallPage.PATH).status()).isEqualTo(303);
  }

  @Test
  void theDatabaseAlone_letsNobodyIn() {
    var key = Browser.newOne().signIn(Api.admin().token()).header("Set-Cookie");
    String secret = key.replaceFirst("^.*ringfence-session=([^;]+);.*$", "$1");
    var rows =
        pool.query(
                "select encode(key_hash, 'escape') || encode(key_hash, 'base64') from console_session")
            .execute()
            .await()
            .atMost(LIMIT);
    rows.forEach(row -> assertThat(row.getString(0)).doesNotContain(secret));
  }

  @Test
  void pagesRunNothingThatIsNotOurs_andAreNotKept() {
    for (String path : new String[] {"/console/sign-in", FirewallPage.PATH, "/console/none"}) {
      var page = Browser.as("viewer").get(path);
      assertThat(page.header("Content-Security-Policy"))
          .as(path)
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
      assertThat(page.header("Cache-Control")).isEqualTo("no-store");
      assertThat(page.text()).doesNotContain("style=", "onclick=", "<script>", "<style");
    }
    assertThat(Browser.as("viewer").get(FirewallPage.PATH).header("Content-Type"))
        .isEqualTo("text/html;charset=UTF-8");
  }

  @Test
  void whatPagesLoad_isServedHere_toEverybody_andKept() {
    var page = Browser.as("viewer").get(FirewallPage.PATH).text();
    var loaded = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(page);
    int count = 0;
    while (loaded.find()) {
      var answer = Browser.newOne().get(loaded.group(1));
      assertThat(answer.status()).as(loaded.group(1)).isEqualTo(200);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(answer.header("ETag")).matches("\"[0-9a-f]{24}\"");
      var again = Browser.newOne().with("If-None-Match", answer.header("ETag"));
      assertThat(again.get(loaded.group(1)).status()).as(answer.toString()).isEqualTo(304);
      var packed = Browser.newOne().with("Accept-Encoding", "gzip").get(loaded.group(1));
      assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
      count++;
    }
    assertThat(count).isGreaterThanOrEqualTo(6);
    assertThat(page).doesNotContain("src=\"http", "href=\"http");
    assertThat(Browser.newOne().get("/assets/none").status()).isEqualTo(404);
    assertThat(Browser.newOne().get("/webjars/htmx.org/2.0.8/dist/htmx.js").status())
        .isEqualTo(401);
  }

  @Test
  void aConsoleUserSignsIn_andIsSignedOutWhenThePasswordChanges() {
    var answer = Browser.newOne().signIn("admin", Api.secret("admin-password"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(303);
    var browser = Browser.newOne().withCookieOf(answer);
    assertThat(browser.get(FirewallPage.PATH).text()).contains("admin");
    var audit = Api.admin().get("/api/v1/audit-log?object=console").json().get("items");
    assertThat(audit.at("/0/actor").textValue()).isEqualTo("admin");

    sql("update admin_user set password_hash = password_hash || ' ' where name = 'admin'");
    try {
      assertThat(browser.get(FirewallPage.PATH).status()).isEqualTo(303);
    } finally {
      sql("update admin_user set password_hash = rtrim(password_hash) where name = 'admin'");
    }
    assertThat(browser.get(FirewallPage.PATH).status()).isEqualTo(200);
  }

  @Test
  void aWrongPassword_isAFailedLoginOfThatUser() {
    try (var attempts = Records.newOf(Topics.ATTEMPTS)) {
      for (String user : new String[] {"admin", "nobody"}) {
        var refused = Browser.from("127.0.0.45").signIn(user, "wrong");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).contains("no such login");
      }
      assertThat(Browser.from("127.0.0.45").signIn("admin", "x".repeat(257)).status())
          .isEqualTo(401);
      await().atMost(LIMIT).untilAsserted(() -> assertThat(attempts.of("127.0.0.45")).hasSize(3));
      var all =
          attempts.of("127.0.0.45").stream()
              .map(one -> Json.read(one.value(), AuthenticationAttempt.class))
              .toList();
      assertThat(all).extracting(AuthenticationAttempt::account).startsWith("admin", "nobody");
      assertThat(all)
          .extracting(AuthenticationAttempt::reason)
          .containsExactly(Reason.BAD_CREDENTIALS, Reason.UNKNOWN_ACCOUNT, Reason.BAD_CREDENTIALS);
    }
  }

  @Test
  void aPasswordInEachRequest_isNoSession() {
    var basic = Api.basic("admin", Api.secret("admin-password"));
    assertThat(basic.get(FirewallPage.PATH).status()).isEqualTo(303);
    assertThat(Api.admin().get(FirewallPage.PATH).status()).isEqualTo(303);
  }

  private void sql(String text) {
    pool.query(text).execute().await().atMost(LIMIT);
  }
}
