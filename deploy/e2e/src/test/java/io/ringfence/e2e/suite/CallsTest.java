package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.local.demo.Api;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Calls of others' phones through the whole suite: seen, ended from outside, and kept from going
/// out.
@ExtendWith(SharedSuite.class)
class CallsTest {

  private static final Path SCENARIOS = Script.HOME.resolve("sip-edge/src/test/resources/sipp");
  private static final String EMERGENCY = "112";
  private static final String LOCKED_MAIL = "Ringfence locked the PBX";

  private final TestSuite suite;
  private final List<Process> phones = new ArrayList<>();
  private Api api;
  private String caller;
  private String password;

  CallsTest(TestSuite suite) {
    this.suite = suite;
  }

  @BeforeEach
  void makeCaller() throws Exception {
    assumeTrue(Script.has("sipp"), "sipp is not installed (Debian: sip-tester)");
    api = suite.api();
    caller = Long.toString(System.nanoTime());
    password = account(caller);
  }

  @AfterEach
  void close() throws Exception {
    phones.forEach(Process::destroyForcibly);
    api.delete("/pbx-lock");
    api.close();
  }

  /// Makes an account, and waits until it may log in.
  private String account(String number) throws Exception {
    api.delete("/accounts/" + number);
    String made = api.post("/accounts", Map.of("number", number)).body().path("password").asText();
    await("account " + number)
        .atMost(TestSuite.LIMIT)
        .until(
            () -> {
              try (var phone = suite.phone(suite.newSource(), number)) {
                return phone.register(made, Duration.ZERO).orElseThrow().status() == 200;
              }
            });
    return made;
  }

  /// Registers a phone of the account and has it answer.
  private Process answering(String number, String secret) throws Exception {
    var address = suite.newSource();
    int port = freePort(address);
    assertThat(play("register", address, port, number, number, secret).waitFor()).isZero();
    return play("answer", address, port, number, number, secret);
  }

  private static int freePort(InetAddress address) throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return socket.getLocalPort();
    }
  }

  private Process calling(String scenario, String number) throws IOException {
    var address = suite.newSource();
    return play(scenario, address, freePort(address), number, caller, password);
  }

  private Process play(
      String scenario, InetAddress address, int port, String number, String user, String secret)
      throws IOException {
    Path folder = Files.createTempDirectory(suite.data(), "sipp");
    var process =
        new ProcessBuilder(
                "sipp",
                "127.0.0.1:" + suite.port("SIP"),
                "-sf",
                SCENARIOS.resolve(scenario + ".xml").toString(),
                "-i",
                address.getHostAddress(),
                "-p",
                Integer.toString(port),
                "-s",
                number,
                "-key",
                "contact",
                "10.255.0.1",
                "-key",
                "caller",
                user,
                "-au",
                user,
                "-ap",
                secret,
                "-m",
                "1",
                "-timeout",
                "40s",
                "-timeout_error",
                "-nostdin")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(scenario + ".log").toFile())
            .start();
    phones.add(process);
    return process;
  }

  private static void assertPlayed(Process phone) throws InterruptedException {
    assertThat(phone.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(phone.exitValue()).isZero();
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
    var phone = answering(callee, account(callee));
    var calls = calling("call-and-wait", callee);

    var call = awaitCall("&state=active");
    assertThat(call.path("state").asText()).isEqualTo("active");
    assertThat(call.path("from").asText()).isEqualTo(caller);
    assertThat(call.path("to").asText()).isEqualTo(callee);
    assertThat(call.path("direction").asText()).isEqualTo("internal");
    var ordered = api.delete("/calls/" + call.path("id").asText());
    assertThat(ordered.status()).as(ordered.body().toString()).isEqualTo(202);

    assertPlayed(calls);
    assertPlayed(phone);
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
    account(callee);
    var help = answering(EMERGENCY, account(EMERGENCY));
    var locked =
        api.put("/pbx-lock", Map.of("locked", true, "reason", "calls at night"), Optional.empty());
    assertThat(locked.status()).as(locked.body().toString()).isEqualTo(200);

    await("the lock")
        .atMost(TestSuite.LIMIT)
        .until(() -> calling("call-locked", callee).waitFor() == 0);
    assertPlayed(calling("call", EMERGENCY));
    assertPlayed(help);
    assertThat(awaitCall("").path("emergency").asBoolean()).isTrue();
    await("the mail").atMost(TestSuite.LIMIT).until(() -> hasMail("calls at night"));

    assertThat(api.delete("/pbx-lock").status()).isEqualTo(200);
    await("to be unlocked")
        .atMost(TestSuite.LIMIT)
        .until(() -> calling("call-locked", callee).waitFor() != 0);
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
