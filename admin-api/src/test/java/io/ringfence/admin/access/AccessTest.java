package io.ringfence.admin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.admin.installation.InstallationSettings;
import io.ringfence.admin.installation.Schema;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AccessTest extends WithServers {
  private static final String PATH = "/api/v1/protection";

  @Inject Schema schema;
  @Inject Pool pool;
  @Inject InstallationSettings installation;

  @Test
  void answers503WithinSeconds_whenTheDatabaseHangs() {
    var lock = pool.getConnection().await().atMost(Duration.ofSeconds(5));
    try {
      var transaction = lock.begin().await().atMost(Duration.ofSeconds(5));
      lock.query("lock table api_token").execute().await().atMost(Duration.ofSeconds(5));

      long asked = System.nanoTime();
      var answer = Api.admin().get("/api/v1/protection");

      assertThat(answer.status()).as(answer.text()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isNotEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(8));
      transaction.rollback().await().atMost(Duration.ofSeconds(5));
    } finally {
      lock.close().await().atMost(Duration.ofSeconds(5));
    }
    assertThat(Api.admin().get("/api/v1/protection").status()).isEqualTo(200);
  }

  @Test
  void leavesTheFirstSecrets_readableByTheOwnerAlone() throws IOException {
    for (String name : new String[] {"admin-token", "admin-password"}) {
      var file = Api.dataDir().resolve(name);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file)).matches("[A-Za-z0-9_-]{20,46}\n");
    }
    assertThat(Api.secret("admin-token")).matches("rf_[A-Za-z0-9_-]{43}");
    try (var files = Files.list(Api.dataDir())) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".new"));
    }
  }

  @Test
  void doesNotMakeTheFirstSecretsAgain() {
    var start = new FirstStart(schema, pool, installation);
    String token = Api.secret("admin-token");

    assertThat(start.begin()).isFalse();
    start.stop();

    assertThat(Api.secret("admin-token")).isEqualTo(token);
  }

  @Test
  void admitsTheConsoleUser_withThePasswordOfTheFirstStart() {
    assertThat(Api.basic("admin", Api.secret("admin-password")).get(PATH).status()).isEqualTo(200);
    assertThat(Api.basic("admin", Api.secret("admin-password")).get("/q/docs/").status())
        .isEqualTo(200);
  }

  @Test
  void reportsAFailedLogin_likeAnyOther() {
    try (var attempts = Records.newOf(Topics.ATTEMPTS)) {
      var wrong = Api.from("127.0.0.41").with("User-Agent", "probe").login("admin", "wrong");
      assertThat(wrong.get(PATH).status()).isEqualTo(401);
      var unknown = Api.from("127.0.0.42").login("ro\u0007ot", "wrong");
      assertThat(unknown.get(PATH).status()).isEqualTo(401);
      var nul = Api.from("127.0.0.43").login("ro\u0000ot", "wrong");
      assertThat(nul.get(PATH).status()).isEqualTo(401);

      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                assertThat(attempts.of("127.0.0.41")).hasSize(1);
                assertThat(attempts.of("127.0.0.42")).hasSize(1);
                assertThat(attempts.of("127.0.0.43")).hasSize(1);
              });
      var attempt =
          Json.read(attempts.of("127.0.0.41").getFirst().value(), AuthenticationAttempt.class);
      assertThat(attempt.service()).isEqualTo(Service.WEB);
      assertThat(attempt.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(attempt.reason()).isEqualTo(Reason.BAD_CREDENTIALS);
      assertThat(attempt.transport()).isEqualTo(Transport.HTTP);
      assertThat(attempt.account()).isEqualTo("admin");
      assertThat(attempt.userAgent()).isEqualTo("probe");
      assertThat(attempt.sourceVerified()).isTrue();
      assertThat(attempt.sourcePort()).isPositive();
      var other =
          Json.read(attempts.of("127.0.0.42").getFirst().value(), AuthenticationAttempt.class);
      assertThat(other.reason()).isEqualTo(Reason.UNKNOWN_ACCOUNT);
      assertThat(other.account()).isEqualTo("ro\\u0007ot");
    }
  }

  @Test
  void refusesCredentialsThatCannotBe_withAProblem() {
    for (String header :
        new String[] {
          "Bearer", "Bearer x", "Bearer rf_" + "A".repeat(43), "Basic !", "Basic YQ==", "Digest x"
        }) {
      var refused = Api.anonymous().with("Authorization", header).get(PATH);
      assertThat(refused.status()).as(header).isEqualTo(401);
      assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
      assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer").contains("Basic");
      assertThat(refused.json().get("status").intValue()).isEqualTo(401);
    }
  }

  @Test
  void answersATokenOnce_andForgetsADeletedOne() {
    var made = Api.admin().post("/api/v1/tokens", "{\"name\":\"short lived\",\"role\":\"viewer\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    String token = made.json().get("token").textValue();
    assertThat(Api.bearer(token).get(PATH).status()).isEqualTo(200);
    assertThat(Api.admin().get("/api/v1/tokens").text())
        .contains("short lived", "first-start")
        .doesNotContain(token);
    assertThat(
            Api.admin()
                .post("/api/v1/tokens", "{\"name\":\"short lived\",\"role\":\"viewer\"}")
                .status())
        .isEqualTo(409);

    String id = made.json().get("id").textValue();
    assertThat(Api.admin().delete("/api/v1/tokens/" + id).status()).isEqualTo(204);

    assertThat(Api.bearer(token).get(PATH).status()).isEqualTo(401);
    assertThat(Api.admin().delete("/api/v1/tokens/" + id).status()).isEqualTo(404);
  }

  @Test
  void refusesATokenThatIsOver() {
    var soon = Instant.now().plusSeconds(2);
    var made =
        Api.admin()
            .post(
                "/api/v1/tokens",
                "{\"name\":\"soon over\",\"role\":\"viewer\",\"expiresAt\":\"" + soon + "\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    var caller = Api.bearer(made.json().get("token").textValue());
    assertThat(caller.get(PATH).status()).isEqualTo(200);

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(caller.get(PATH).status()).isEqualTo(401));
    var past = "{\"name\":\"x\",\"role\":\"viewer\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}";
    assertThat(Api.admin().post("/api/v1/tokens", past).status()).isEqualTo(400);
    var noRole = "{\"name\":\"x\",\"role\":\"root\"}";
    assertThat(Api.admin().post("/api/v1/tokens", noRole).status()).isEqualTo(400);
  }

  @Test
  void refusesChangesThatAnotherSiteMadeABrowserSend() {
    var fromElsewhere = Api.admin().with("Sec-Fetch-Site", "cross-site");

    assertThat(fromElsewhere.put(PATH, "{}").status()).isEqualTo(403);
    assertThat(fromElsewhere.get(PATH).status()).isEqualTo(200);
    assertThat(Api.admin().with("Sec-Fetch-Site", "same-origin").put(PATH, "{}").status())
        .isEqualTo(200);
  }
}
