package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringfence.local.demo.Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Others' SIP clients register, unchanged.
@ExtendWith(SharedSuite.class)
class RealClientsTest {

  private final TestSuite suite;
  private Api api;
  private String account;
  private String password;

  RealClientsTest(TestSuite suite) {
    this.suite = suite;
  }

  @BeforeEach
  void makeAccount() throws Exception {
    api = suite.api();
    account = "real" + System.nanoTime();
    password = api.post("/accounts", Map.of("number", account)).body().path("password").asText();
    await("the account")
        .atMost(TestSuite.LIMIT)
        .until(
            () -> {
              try (var phone = suite.phone(suite.newSource(), account)) {
                return phone
                    .register(password, java.time.Duration.ZERO)
                    .map(answer -> answer.status() == 200)
                    .orElse(false);
              }
            });
  }

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"u1", "t1"})
  void sippRegisters(String transport) throws Exception {
    assumeTrue(Script.has("sipp"), "sipp is not installed (Debian: sip-tester)");
    var result =
        Script.run(
            Map.of("TERM", "dumb"),
            List.of(
                "sipp",
                "127.0.0.1:" + suite.port("SIP"),
                "-sf",
                Script.HOME.resolve("deploy/e2e/src/test/resources/sipp/register.xml").toString(),
                "-i",
                suite.newSource().getHostAddress(),
                "-t",
                transport,
                "-s",
                account,
                "-au",
                account,
                "-ap",
                password,
                "-m",
                "1",
                "-timeout",
                "20s",
                "-timeout_error",
                "-nostdin"));
    assertThat(result.status()).as(result.out() + result.err()).isZero();
    await("the registration").atMost(TestSuite.LIMIT).until(() -> registrations() > 0);
  }

  @Test
  void baresipRegisters() throws Exception {
    assumeTrue(Script.has("baresip"), "baresip is not installed (Debian: baresip-core)");
    Path folder = Files.createDirectories(suite.data().resolve("baresip"));
    Files.writeString(
        folder.resolve("accounts"),
        "<sip:%s@%s>;auth_user=%s;auth_pass=%s;outbound=\"sip:127.0.0.1:%d;transport=udp\";regint=60%n"
            .formatted(account, TestSuite.DOMAIN, account, password, suite.port("SIP")));
    Files.writeString(
        folder.resolve("config"),
        """
        sip_listen 127.0.0.1:0
        module_path /usr/lib/baresip/modules
        module_app account.so
        """);
    Files.writeString(folder.resolve("contacts"), "");
    var process =
        new ProcessBuilder("baresip", "-f", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      await("baresip's registration").atMost(TestSuite.LIMIT).until(() -> registrations() > 0);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private int registrations() throws Exception {
    return api.get("/accounts/" + account).body().path("registrations").size();
  }
}
