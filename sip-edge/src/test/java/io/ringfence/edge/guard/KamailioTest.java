package io.ringfence.edge.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.EdgeFixture;
import io.ringfence.edge.Phones;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.Sipp;
import io.ringfence.edge.TlsFolder;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The edge in front of a real PBX. Needs `kamailio`, and for the calls `sipp`.
@QuarkusTest
@TestProfile(KamailioTest.Behind.class)
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(TlsFolder.class)
@QuarkusTestResource(value = KamailioPbx.class, restrictToAnnotatedClass = true)
class KamailioTest {

  /// No more than a name for the configuration that the resources make.
  public static final class Behind implements QuarkusTestProfile {}

  private static final int LIMIT = 3;

  @Inject EdgeFixture edge;
  @TempDir Path folder;

  @BeforeEach
  void ready() {
    assumeTrue(KamailioPbx.isInstalled(), "kamailio is not installed: not played before a PBX");
    edge.ready();
    edge.policy(LIMIT, Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @CsvSource({
    "UDP, 127.0.0.91",
    "TCP, 127.0.0.92",
    "TLS, 127.0.0.93",
    "WS, 127.0.0.94",
    "WSS, 127.0.0.95"
  })
  void phoneRegistersWithThePbx_andItsLoginIsTold(Transport transport, String address)
      throws IOException {
    try (var phone = Phones.over(transport, address, edge)) {
      var answer = phone.register("601", "secret601", "MD5");

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.header("Contact").orElseThrow()).contains("sip:601@" + address);
    }
    await().until(() -> !edge.attemptsFrom(address).isEmpty());
    var attempt = edge.attemptsFrom(address).getFirst().attempt();
    assertThat(attempt.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(attempt.account()).isEqualTo("601");
    assertThat(attempt.sourceVerified()).isTrue();
  }

  @Test
  void wrongPasswords_areToldOneByOne_andThePbxSeesNothingMoreOfTheirSource() throws IOException {
    try (var attacker = SipPhone.udp("127.0.0.85", edge.port())) {
      for (int i = 0; i < LIMIT; i++) {
        assertThat(attacker.register("602", "wrong" + i, "MD5").status()).isEqualTo(401);
      }
      int seen = KamailioPbx.seen("@127.0.0.85").size();

      attacker.send(attacker.message("REGISTER", "602", SipPhone.branch(), 900, ""));
      attacker.send("not SIP at all");
      assertThat(attacker.receive(Duration.ofMillis(300))).isEmpty();

      assertThat(KamailioPbx.seen("@127.0.0.85")).hasSize(seen).hasSize(2 * LIMIT);
    }
    await().until(() -> edge.attemptsFrom("127.0.0.85").size() == LIMIT);
    assertThat(edge.attemptsFrom("127.0.0.85"))
        .allMatch(heard -> heard.attempt().reason() == Reason.BAD_CREDENTIALS)
        .allMatch(heard -> heard.attempt().sourceVerified())
        .allMatch(heard -> heard.attempt().account().equals("602"));
  }

  @Test
  void guessesAtOnce_areJudgedByThePbxNoMoreThanThePolicyAllows() throws IOException {
    try (var attacker = SipPhone.udp("127.0.0.86", edge.port())) {
      String nonce = attacker.register("602").nonce("MD5");
      for (int i = 0; i < 300; i++) {
        attacker.send(attacker.authorized("602", "guess" + i, "MD5", nonce));
      }
      await().until(() -> edge.attemptsFrom("127.0.0.86").size() == LIMIT);
      attacker.receive(Duration.ofMillis(300));

      assertThat(KamailioPbx.seen("@127.0.0.86 602")).hasSize(LIMIT);
    }
  }

  @Test
  void scannerAndMalformed_areNotThePbxsToSee() throws IOException {
    try (var scanner = SipPhone.udp("127.0.0.87", edge.port())) {
      scanner.send(
          scanner
              .message("OPTIONS", "100", SipPhone.branch(), 1, "")
              .replace("test phone", "friendly-scanner"));
      scanner.send("REGISTER sip:ringfence.local SIP/2.0\r\nCall-ID: bad@127.0.0.87\r\n\r\n");
      scanner.receive(Duration.ofMillis(300));
    }
    assertThat(KamailioPbx.seen("@127.0.0.87")).isEmpty();
  }

  private Sipp phone(String number, String address) throws Exception {
    return Sipp.registered(folder, "answer", address, edge.port(), number);
  }

  @Test
  void phoneCallsPhone_byThePbx_bothBehindNat() throws Exception {
    assumeTrue(Sipp.isInstalled(), "sipp is not installed: calls by the PBX not played");
    try (var called = phone("603", "127.0.0.88");
        var caller =
            Sipp.start(
                folder,
                "call",
                "127.0.0.89",
                edge.port(),
                "603",
                "-key",
                "caller",
                "604",
                "-au",
                "604",
                "-ap",
                "secret604")) {
      caller.succeeds();
      called.succeeds();
    }
    await().until(() -> !edge.attemptsFrom("127.0.0.89").isEmpty());
    var attempt = edge.attemptsFrom("127.0.0.89").getFirst().attempt();
    assertThat(attempt.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(attempt.method()).isEqualTo("INVITE");
  }

  @Test
  void callOfATrunk_reachesThePhone_byThePbx() throws Exception {
    assumeTrue(Sipp.isInstalled(), "sipp is not installed: calls by the PBX not played");
    try (var called = phone("605", "127.0.0.82");
        var trunk =
            Sipp.start(
                folder,
                "call-from-outside",
                "127.0.0.84",
                KamailioPbx.ADDRESS + ":" + KamailioPbx.port(),
                "605",
                "-key",
                "caller",
                "+4930123")) {
      trunk.succeeds();
      called.succeeds();
    }
  }

  @Test
  void pbxThatIsAway_is503_untilItIsBack() throws Exception {
    try (var phone = SipPhone.udp("127.0.0.83", edge.port())) {
      KamailioPbx.signal("STOP");
      try {
        var answer = phone.register("606");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isPresent();
      } finally {
        KamailioPbx.signal("CONT");
      }
      await()
          .untilAsserted(
              () -> assertThat(phone.register("606", "secret606", "MD5").status()).isEqualTo(200));
    }
    await().until(() -> !edge.attemptsFrom("127.0.0.83").isEmpty());
    assertThat(edge.attemptsFrom("127.0.0.83"))
        .allMatch(heard -> heard.attempt().outcome() == Outcome.ACCEPTED);
  }
}
