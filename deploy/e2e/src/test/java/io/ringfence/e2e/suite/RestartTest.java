package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is there before a restart is there after it.
@ExtendWith(SharedSuite.class)
class RestartTest {

  private final TestSuite suite;

  RestartTest(TestSuite suite) {
    this.suite = suite;
  }

  /// What must survive.
  private record Kept(InetAddress blocked, String account, String password, String group) {}

  @Test
  void keepsEverything_overDownAndUp() throws Exception {
    var kept = make();
    assertThat(suite.down().status()).isZero();
    assertThat(suite.processes()).isEmpty();
    var up = suite.up();
    assertThat(up.out()).contains("admin-api", "sip:127.0.0.1:" + suite.port("SIP"), "password");
    assertKept(kept);
    var again = suite.up();
    assertThat(again.out()).contains("Ringfence is up");
  }

  @Test
  void leavesNothingAndLosesNothing_whenTheSupervisorIsKilled() throws Exception {
    var kept = make();
    ProcessHandle supervisor =
        suite.processes().stream()
            .filter(
                process ->
                    suite.processes().stream()
                        .anyMatch(child -> child.parent().equals(java.util.Optional.of(process))))
            .findFirst()
            .orElseThrow();
    supervisor.destroyForcibly();
    await("every process to end").atMost(TestSuite.LIMIT).until(() -> suite.processes().isEmpty());
    assertThat(suite.ringfence("status").status()).isNotZero();
    suite.up();
    assertKept(kept);
  }

  private Kept make() throws Exception {
    var source = suite.newSource();
    suite.attack(source, "restart", 5);
    await("the rule set").atMost(TestSuite.LIMIT).until(() -> suite.isInRuleset(source));
    try (var api = suite.api()) {
      String account = "kept" + System.nanoTime();
      String password =
          api.post("/accounts", Map.of("number", account)).body().path("password").asText();
      String group =
          api.post(
                  "/ip-groups",
                  Map.of("name", account, "members", List.of(Map.of("value", "192.0.2.0/24"))))
              .body()
              .path("id")
              .asText();
      await("the registration")
          .atMost(TestSuite.LIMIT)
          .until(() -> register(account, password) == 200);
      await("the history")
          .atMost(TestSuite.LIMIT)
          .until(() -> failures(source) == 5 && isListed(source));
      return new Kept(source, account, password, group);
    }
  }

  private void assertKept(Kept kept) throws Exception {
    assertThat(suite.isAnswered(kept.blocked())).isFalse();
    await("the rule set").atMost(TestSuite.LIMIT).until(() -> suite.isInRuleset(kept.blocked()));
    assertThat(isListed(kept.blocked())).isTrue();
    assertThat(failures(kept.blocked())).isEqualTo(5);
    try (var api = suite.api()) {
      assertThat(api.get("/ip-groups/" + kept.group()).status()).isEqualTo(200);
      await("the registration")
          .atMost(TestSuite.LIMIT)
          .until(
              () -> api.get("/accounts/" + kept.account()).body().path("registrations").size() > 0);
    }
    await("the account")
        .atMost(TestSuite.LIMIT)
        .until(() -> register(kept.account(), kept.password()) == 200);
  }

  private boolean isListed(InetAddress source) throws Exception {
    try (var api = suite.api()) {
      return api.get("/blocks?state=active&target=" + source.getHostAddress())
              .body()
              .path("items")
              .size()
          == 1;
    }
  }

  private int failures(InetAddress source) throws Exception {
    try (var api = suite.api()) {
      return api.get("/security-log?event=authentication-failed&source=" + source.getHostAddress())
          .body()
          .path("items")
          .size();
    }
  }

  private int register(String account, String password) throws Exception {
    try (var phone = suite.phone(suite.newSource(), account)) {
      return phone
          .register(password, Duration.ofMinutes(30))
          .map(answer -> answer.status())
          .orElse(0);
    }
  }
}
