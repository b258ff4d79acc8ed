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

/// Calls of others' phones through the whole suite: seen, ended from outside, and kept from going
/// out.
@ExtendWith(SharedSuite.class)
class CallsTest {

  private static final String EMERGENCY = "112";
  private static final String LOCKED_MAIL = "Ringfence locked the PBX";

  private final TestSuite suite;
  private final Sipp phones;
  private Api api;
  private String caller;
  private Sipp.Login login;

  CallsTest(TestSuite suite) {
    this.suite = suite;
    this.phones = new Sipp(suite);
  }

  @BeforeEach
  void makeCaller() throws Exception {
    assumeTrue(Script.has("sipp"), "sipp is not installed (Debian: sip-tester)");
    api = suite.api();
    caller = Long.toString(System.nanoTime());
    login = phones.account(api, caller);
  }

  @AfterEach
  void close() throws Exception {
    phones.close();
    api.delete("/pbx-lock");
    api.close();
  }

  private JsonNode awaitCall(String query) {
    return await("the call")
        .atMost(TestSuite.LIMIT)
        .until(
            () -> api.get("/calls?account=" + caller + query).body().path("items").path(0),
            call -> call.hasNonNull("answeredAt"));
  }

  @Test
  void callIsSeen_isEndedFromOutside_andBothPhonesAreHungUp() throws Exception {
    String callee = caller + "1";
    var phone = phones.answering(phones.account(api, callee));
    var calls = phones.calling("call-and-wait", callee, login);

    var call = awaitCall("&state=active");
    assertThat(call.path("state").asText()).isEqualTo("active");
    assertThat(call.path("from").asText()).isEqualTo(caller);
    assertThat(call.path("to").asText()).isEqualTo(callee);
    assertThat(call.path("direction").asText()).isEqualTo("internal");
    var ordered = api.delete("/calls/" + call.path("id").asText());
    assertThat(ordered.status()).as(ordered.body().toString()).isEqualTo(202);

    Sipp.assertPlayed(calls);
    Sipp.assertPlayed(phone);
    await("the end")
        .atMost(TestSuite.LIMIT)
        .until(() -> awaitCall("").path("state").asText().equals("ended"));
    var record = api.get("/calls/" + call.path("id").asText()).body();
    assertThat(record.path("end").asText()).isEqualTo("operator");
    assertThat(record.path("endedBy").asText()).startsWith("token:");
    assertThat(api.get("/calls?state=active&account=" + caller).body().path("items")).isEmpty();
  }

  @Test
  void lockedPbx_letsNobodyCallOut_butForHelp_andTellsIt() throws Exception {
    String callee = caller + "1";
    phones.account(api, callee);
    var help = phones.answering(phones.account(api, EMERGENCY));
    var locked =
        api.put("/pbx-lock", Map.of("locked", true, "reason", "calls at night"), Optional.empty());
    assertThat(locked.status()).as(locked.body().toString()).isEqualTo(200);

    await("the lock")
        .atMost(TestSuite.LIMIT)
        .until(() -> phones.calling("call-locked", callee, login).waitFor() == 0);
    Sipp.assertPlayed(phones.calling("call", EMERGENCY, login));
    Sipp.assertPlayed(help);
    assertThat(awaitCall("").path("emergency").asBoolean()).isTrue();
    await("the mail").atMost(TestSuite.LIMIT).until(() -> hasMail("calls at night"));

    assertThat(api.delete("/pbx-lock").status()).isEqualTo(200);
    await("to be unlocked")
        .atMost(TestSuite.LIMIT)
        .until(() -> phones.calling("call-locked", callee, login).waitFor() != 0);
  }

  private boolean hasMail(String reason) throws IOException {
    try (var mails = Files.list(suite.data().resolve("mail"))) {
      for (Path mail : mails.toList()) {
        String text = Files.readString(mail);
        if (text.contains(LOCKED_MAIL) && text.contains(reason)) {
          return true;
        }
      }
      return false;
    }
  }
}
