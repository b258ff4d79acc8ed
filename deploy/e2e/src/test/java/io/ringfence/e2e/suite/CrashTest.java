package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A service is killed in the middle of an attack: nothing that reached Kafka is lost or counted
/// twice.
@ExtendWith(SharedSuite.class)
class CrashTest {

  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final int BEFORE = 3;
  private static final int AFTER = 2;

  private final TestSuite suite;

  CrashTest(TestSuite suite) {
    this.suite = suite;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip-edge", "auth-guard", "firewall-service", "notifier", "admin-api"})
  void losesNothing_whenKilledDuringAnAttack(String service) throws Exception {
    var attacker = suite.newSource();
    guess(attacker, BEFORE);
    awaitLogged(attacker, BEFORE);

    long pid = suite.kill(service);
    if (service.equals("sip-edge")) {
      suite.awaitReadyAgain(service, pid);
      guess(attacker, AFTER);
    } else {
      guess(attacker, AFTER);
      suite.awaitReadyAgain(service, pid);
    }

    try (var api = suite.api()) {
      var block =
          await("the one block")
              .atMost(TestSuite.LIMIT)
              .until(
                  () -> api.get("/blocks?target=" + attacker.getHostAddress()).body().path("items"),
                  blocks -> blocks.size() == 1);
      assertThat(block.path(0).path("state").asText()).isEqualTo("active");
      assertThat(block.path(0).path("attempts").asInt()).isEqualTo(BEFORE + AFTER);
    }
    awaitLogged(attacker, BEFORE + AFTER);
    await("the rule set").atMost(TestSuite.LIMIT).until(() -> suite.isInRuleset(attacker));
    await("the mail").atMost(TestSuite.LIMIT).until(() -> !suite.mailsAbout(attacker).isEmpty());
    await("silence").atMost(TestSuite.LIMIT).until(() -> !suite.isAnswered(attacker));
    assertThat(suite.mailsAbout(attacker)).hasSize(1);
  }

  private void guess(InetAddress source, int times) throws Exception {
    try (var phone = suite.phone(source, "crash")) {
      assertThat(phone.ask(ANSWER)).isPresent();
      for (int i = 0; i < times; i++) {
        assertThat(phone.guess("wrong-" + i, ANSWER)).isPresent();
      }
    }
  }

  private void awaitLogged(InetAddress source, int failures) throws Exception {
    try (var api = suite.api()) {
      await(failures + " lines in the security log")
          .atMost(TestSuite.LIMIT)
          .until(
              () ->
                  api.get(
                              "/security-log?event=authentication-failed&source="
                                  + source.getHostAddress())
                          .body()
                          .path("items")
                          .size()
                      == failures);
    }
  }
}
