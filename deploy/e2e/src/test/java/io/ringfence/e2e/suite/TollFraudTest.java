package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.local.demo.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Calls of SIPp's to another country, through the whole suite, until there are too many of them.
@ExtendWith(SharedSuite.class)
class TollFraudTest {

  private static final String ABROAD = "00882123456";
  private static final int LIMIT = 2;

  private final TestSuite suite;
  private final Sipp phones;
  private Api api;
  private Policy policy;
  private Sipp.Login caller;

  TollFraudTest(TestSuite suite) {
    this.suite = suite;
    this.phones = new Sipp(suite);
  }

  @BeforeEach
  void limitCalls() throws Exception {
    assumeTrue(Script.has("sipp"), "sipp is not installed (Debian: sip-tester)");
    api = suite.api();
    policy = new Policy(api);
    policy.change(
        document ->
            document
                .withObject("/toll/account/callsPerHour")
                .put("warning", 1)
                .put("critical", LIMIT));
    caller = phones.account(api, Long.toString(System.nanoTime()));
  }

  @AfterEach
  void close() throws Exception {
    phones.close();
    policy.close();
    api.delete("/accounts/" + caller.number());
    api.close();
  }

  private String account() {
    return "/accounts/" + caller.number();
  }

  private void callAbroad() throws Exception {
    var server = phones.answering(suite.upstream());
    Sipp.assertPlayed(phones.calling("call", ABROAD, caller));
    Sipp.assertPlayed(server);
  }

  private boolean isRefused(String number) throws Exception {
    return phones.calling("call-locked", number, caller).waitFor() == 0;
  }

  /// A locked account calls nobody, itself included; nothing goes out while this is asked.
  private boolean isLockedAtTheEdge() throws Exception {
    return isRefused(caller.number());
  }

  private boolean isLocked() throws Exception {
    return api.get(account()).body().path("locked").asBoolean();
  }

  private JsonNode logged(String event) throws Exception {
    return api.get("/security-log?event=" + event + "&account=" + caller.number())
        .body()
        .path("items")
        .path(0);
  }

  private boolean hasMail(String subject) throws IOException {
    try (var mails = Files.list(suite.data().resolve("mail"))) {
      for (Path mail : mails.toList()) {
        String text = Files.readString(mail);
        if (text.contains(subject) && text.contains("account " + caller.number())) {
          return true;
        }
      }
      return false;
    }
  }

  @Test
  void tooManyCallsAbroad_lockTheAccount_andItCallsAgainWhenItIsUnlocked() throws Exception {
    callAbroad();
    await("the warning").atMost(TestSuite.LIMIT).until(() -> hasMail("Ringfence sees many calls"));
    assertThat(isLocked()).isFalse();

    callAbroad();
    await("the lock").atMost(TestSuite.LIMIT).until(this::isLocked);
    await("the edge to know").atMost(TestSuite.LIMIT).until(this::isLockedAtTheEdge);
    assertThat(isRefused(ABROAD)).isTrue();
    await("the mail").atMost(TestSuite.LIMIT).until(() -> hasMail("Ringfence locks an account"));
    await("the line").atMost(TestSuite.LIMIT).until(() -> logged("toll-critical").isObject());
    assertThat(logged("toll-critical").path("severity").asText()).isEqualTo("critical");

    var unlocked = api.put(account(), Map.of("locked", false), Optional.empty());
    assertThat(unlocked.status()).as(unlocked.body().toString()).isEqualTo(200);
    await("the edge to know").atMost(TestSuite.LIMIT).until(() -> !isLockedAtTheEdge());
    callAbroad();
    callAbroad();
    await("the next lock").atMost(TestSuite.LIMIT).until(this::isLocked);
  }
}
