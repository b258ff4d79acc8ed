package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.digest.Nonces;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class RegistrationTest {

  @Inject EdgeFixture edge;

  @BeforeEach
  void ready() {
    edge.ready();
  }

  private void phone(String number, String password) {
    edge.account(number, password);
    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              try (var phone = SipPhone.udp("127.0.0.99", edge.port())) {
                return phone.register(number, password, "MD5").status() == 200;
              }
            });
  }

  @ParameterizedTest
  @CsvSource({
    "udp,MD5",
    "udp,SHA-256",
    "udp,SHA-512-256",
    "tcp,MD5",
    "tcp,SHA-256",
    "tcp,SHA-512-256"
  })
  void registers_overEachTransport_withEachAlgorithm(String transport, String algorithm)
      throws IOException {
    String number = transport.equals("udp") ? "100" : "114";
    phone(number, "open sesame");

    try (var phone =
        transport.equals("udp")
            ? SipPhone.udp("127.0.0.11", edge.port())
            : SipPhone.tcp("127.0.0.11", edge.port())) {
      var answer = phone.register(number, "open sesame", algorithm);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).contains("sip:" + number + "@127.0.0.11:" + phone.port());
    }
  }

  @Test
  void offersSha256First_thenMd5() throws IOException {
    try (var phone = SipPhone.udp("127.0.0.12", edge.port())) {
      var answer = phone.register("100");

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text().indexOf("algorithm=SHA-256"))
          .isPositive()
          .isLessThan(answer.text().indexOf("algorithm=MD5"));
    }
  }

  @Test
  void rejectedLogin_isAnAttemptOnTheBus() throws IOException {
    phone("101", "right");

    try (var phone = SipPhone.udp("127.0.0.13", edge.port())) {
      assertThat(phone.register("101", "wrong", "SHA-256").status()).isEqualTo(401);

      await().until(() -> !edge.attemptsFrom("127.0.0.13").isEmpty());
      var heard = edge.attemptsFrom("127.0.0.13");
      assertThat(heard).hasSize(1);
      assertThat(heard.getFirst().key()).isEqualTo("127.0.0.13");
      var attempt = heard.getFirst().attempt();
      assertThat(attempt.service()).isEqualTo(Service.SIP);
      assertThat(attempt.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(attempt.reason()).isEqualTo(Reason.BAD_CREDENTIALS);
      assertThat(attempt.account()).isEqualTo("101");
      assertThat(attempt.sourcePort()).isEqualTo(phone.port());
      assertThat(attempt.transport()).isEqualTo(Transport.UDP);
      assertThat(attempt.realm()).isEqualTo("ringfence.local");
      assertThat(attempt.method()).isEqualTo("REGISTER");
      assertThat(attempt.userAgent()).isEqualTo("test phone");
      assertThat(attempt.callId()).isEqualTo(phone.callId());
      assertThat(attempt.edge()).isEqualTo("test-node");
      assertThat(attempt.sourceVerified()).isTrue();
      assertThat(attempt.count()).isOne();
    }
  }

  @Test
  void unknownAccount_getsTheSameAnswer() throws IOException {
    phone("102", "right");

    try (var known = SipPhone.udp("127.0.0.14", edge.port());
        var unknown = SipPhone.udp("127.0.0.14", edge.port())) {
      var wrong = known.register("102", "wrong", "MD5");
      var nobody = unknown.register("nobody", "wrong", "MD5");

      assertThat(shape(nobody.text())).isEqualTo(shape(wrong.text()));
    }
    await().until(() -> edge.attemptsFrom("127.0.0.14").size() == 2);
    assertThat(edge.attemptsFrom("127.0.0.14"))
        .extracting(heard -> heard.attempt().reason())
        .containsExactly(Reason.BAD_CREDENTIALS, Reason.UNKNOWN_ACCOUNT);
  }

  private static String shape(String answer) {
    return answer
        .replaceAll("nonce=\"[^\"]*\"", "nonce")
        .replaceAll("(branch|tag|rport)=[^;\r]*", "$1")
        .replaceAll("(?m)^(Via: SIP/2.0/UDP [^:]*):[0-9]*", "$1")
        .replaceAll("(102|nobody)@", "user@")
        .replaceAll("(?m)^Call-ID: .*$", "Call-ID");
  }

  @Test
  void nonceOfAnotherEdge_isChallengedAnew_andIsNoFailure_whateverThePassword() throws IOException {
    phone("103", "right");
    String foreign =
        new Nonces(
                edge.masterKey().derive("nonce", "HmacSHA256"),
                Duration.ofMinutes(5),
                new SplittableRandom(1))
            .issue(IpAddress.parse("127.0.0.15"), Instant.now());

    try (var phone = SipPhone.udp("127.0.0.15", edge.port())) {
      var stale = phone.answer("103", "right", "MD5", foreign);
      assertThat(stale.status()).isEqualTo(401);
      assertThat(stale.challenge("MD5")).contains("stale=true");

      var wrong = phone.answer("103", "wrong", "MD5", foreign);
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(wrong.challenge("MD5")).contains("stale=true");
      assertThat(phone.register("103", "right", "MD5").status()).isEqualTo(200);
    }
    await().until(() -> !edge.attemptsFrom("127.0.0.15").isEmpty());
    assertThat(edge.attemptsFrom("127.0.0.15"))
        .extracting(heard -> heard.attempt().outcome())
        .containsExactly(Outcome.ACCEPTED);
  }

  @Test
  void foreignNonce_isNotEvaluated() throws IOException {
    phone("104", "right");
    String elsewhere;
    try (var other = SipPhone.udp("127.0.0.16", edge.port())) {
      elsewhere = other.register("104").nonce("MD5");
    }

    try (var phone = SipPhone.udp("127.0.0.17", edge.port())) {
      assertThat(phone.answer("104", "wrong", "MD5", elsewhere).status()).isEqualTo(401);
      assertThat(phone.answer("104", "right", "MD5", elsewhere).status()).isEqualTo(401);
      assertThat(phone.register("104", "right", "MD5").status()).isEqualTo(200);
    }
    await().until(() -> !edge.attemptsFrom("127.0.0.17").isEmpty());
    assertThat(edge.attemptsFrom("127.0.0.17"))
        .extracting(heard -> heard.attempt().outcome())
        .containsExactly(Outcome.ACCEPTED);
  }

  @Test
  void retransmission_getsTheSameAnswer_andIsNotCountedAgain() throws IOException {
    phone("105", "right");

    try (var phone = SipPhone.udp("127.0.0.18", edge.port())) {
      String nonce = phone.register("105").nonce("MD5");
      String guess = phone.authorized("105", "wrong", "MD5", nonce);
      var first = phone.exchange(guess);
      for (int copy = 0; copy < 10; copy++) {
        assertThat(phone.exchange(guess).text()).isEqualTo(first.text());
      }
      assertThat(phone.answer("105", "wrong again", "MD5", nonce).status()).isEqualTo(401);
    }
    await().until(() -> edge.attemptsFrom("127.0.0.18").size() >= 2);
    assertThat(edge.attemptsFrom("127.0.0.18")).hasSize(2);
  }

  /// Each try is another source's, for they fail until then.
  @Test
  void newPassword_isInForceWithinASecond_andOldBindingsAreGone() throws IOException {
    var sources = new AtomicInteger();
    phone("106", "first");

    edge.account("106", "second", true, false, Instant.now());

    await()
        .atMost(Duration.ofSeconds(1))
        .until(
            () -> {
              String source = "127.0.19." + sources.incrementAndGet();
              try (var phone = SipPhone.udp(source, edge.port())) {
                var answer = phone.register("106", "second", "SHA-256");
                return answer.status() == 200 && !answer.text().contains("127.0.0.99");
              }
            });
    try (var phone = SipPhone.udp("127.0.0.20", edge.port())) {
      assertThat(phone.register("106", "first", "MD5").status()).isEqualTo(401);
    }
  }

  @Test
  void disabledAndDeletedAccounts_areRefusedLikeAWrongPassword() throws IOException {
    phone("107", "right");
    edge.account("107", "right", false, false, Instant.EPOCH);
    await().until(() -> status("127.0.0.98", "107", "right") == 401);

    assertThat(status("127.0.0.21", "107", "right")).isEqualTo(401);
    await().until(() -> !edge.attemptsFrom("127.0.0.21").isEmpty());
    assertThat(edge.attemptsFrom("127.0.0.21").getFirst().attempt().reason())
        .isEqualTo(Reason.LOCKED_ACCOUNT);

    edge.deleteAccount("107");
    await()
        .until(
            () -> {
              status("127.0.0.22", "107", "right");
              return edge.attemptsFrom("127.0.0.22").stream()
                  .anyMatch(heard -> heard.attempt().reason() == Reason.UNKNOWN_ACCOUNT);
            });
  }

  @Test
  void formerPassword_isToldAsStale() throws IOException {
    phone("111", "first");
    edge.changePassword("111", "first", "second", Instant.now().plus(Duration.ofDays(30)));
    await().until(() -> status("127.0.0.97", "111", "second") == 200);

    for (String algorithm : new String[] {"MD5", "SHA-256", "SHA-512-256"}) {
      try (var phone = SipPhone.udp("127.0.0.25", edge.port())) {
        assertThat(phone.register("111", "first", algorithm).status()).isEqualTo(401);
      }
    }
    assertThat(status("127.0.0.25", "111", "never")).isEqualTo(401);

    await().until(() -> edge.attemptsFrom("127.0.0.25").size() >= 3);
    assertThat(edge.attemptsFrom("127.0.0.25"))
        .extracting(heard -> heard.attempt().reason())
        .contains(Reason.STALE_PASSWORD, Reason.BAD_CREDENTIALS);
    assertThat(
            edge.attemptsFrom("127.0.0.25").stream()
                .filter(heard -> heard.attempt().reason() == Reason.STALE_PASSWORD)
                .mapToInt(heard -> heard.attempt().count())
                .sum())
        .isEqualTo(3);
  }

  @Test
  void replayedRegister_isTold_andChangesNothing() throws IOException {
    phone("112", "right");

    try (var phone = SipPhone.udp("127.0.0.26", edge.port())) {
      String nonce = phone.register("112").nonce("MD5");
      String register = phone.authorized("112", "right", "MD5", nonce);
      assertThat(phone.exchange(register).status()).isEqualTo(200);
      assertThat(phone.exchange(register).status()).isEqualTo(200);

      var replayed =
          phone.exchange(
              register
                  .replaceFirst("Call-ID: ", "Call-ID: again-")
                  .replaceFirst("Contact: <sip:112@", "Contact: <sip:evil@"));

      assertThat(replayed.status()).isEqualTo(401);
      assertThat(replayed.challenge("MD5")).contains("stale=true");
      assertThat(phone.register("112", "right", "MD5").text()).doesNotContain("evil");
    }
    await().until(() -> edge.attemptsFrom("127.0.0.26").size() >= 2);
    assertThat(edge.attemptsFrom("127.0.0.26"))
        .extracting(heard -> heard.attempt().reason())
        .containsExactly(null, Reason.REPLAYED_NONCE);
  }

  @Test
  void flowOverAConnection_isRegisteredAsOne() throws IOException {
    phone("113", "right");

    try (var phone = SipPhone.tcp("127.0.0.27", edge.port())) {
      String nonce = phone.register("113").nonce("MD5");
      var answer =
          phone.exchange(
              phone
                  .authorized("113", "right", "MD5", nonce)
                  .replaceFirst(
                      "(Contact: .*)\r\n",
                      "$1;reg-id=1;+sip.instance=\"<urn:uuid:1>\"\r\nSupported: outbound\r\n"));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Require")).contains("outbound");
      assertThat(answer.header("Flow-Timer")).contains("120");
      assertThat(answer.text()).contains(";+sip.instance=\"<urn:uuid:1>\";reg-id=1");
    }
  }

  private int status(String source, String user, String password) throws IOException {
    try (var phone = SipPhone.udp(source, edge.port())) {
      return phone.register(user, password, "MD5").status();
    }
  }

  @Test
  void removesBindings_onStar() throws IOException {
    phone("108", "right");

    try (var phone = SipPhone.udp("127.0.0.23", edge.port())) {
      String nonce = phone.register("108").nonce("MD5");
      String all =
          phone
              .authorized("108", "right", "MD5", nonce)
              .replaceFirst("Contact: .*\r\n", "Contact: *\r\nExpires: 0\r\n");

      var answer = phone.exchange(all);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Contact")).isEmpty();
    }
  }

  @Test
  void othersAccount_isForbidden_thoughThePasswordIsRight() throws IOException {
    phone("109", "right");

    try (var phone = SipPhone.udp("127.0.0.24", edge.port())) {
      String nonce = phone.register("109").nonce("MD5");
      String forOther =
          phone
              .authorized("109", "right", "MD5", nonce)
              .replaceFirst("To: <sip:109@", "To: <sip:110@");

      assertThat(phone.exchange(forOther).status()).isEqualTo(403);
    }
  }
}
