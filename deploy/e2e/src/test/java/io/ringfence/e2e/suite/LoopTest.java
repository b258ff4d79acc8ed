package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.local.demo.Api;
import io.ringfence.local.sip.SipPhone;
import io.ringfence.local.sip.TcpSocket;
import io.ringfence.local.sip.UdpSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// From the wrong password to the block, and back.
@ExtendWith(SharedSuite.class)
class LoopTest {

  private static final int LIMIT = 5;
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private final TestSuite suite;
  private Api api;
  private String account;
  private String password;

  LoopTest(TestSuite suite) {
    this.suite = suite;
  }

  @BeforeEach
  void makeAccount() throws Exception {
    api = suite.api();
    account = "loop" + System.nanoTime();
    var made = api.post("/accounts", Map.of("number", account));
    assertThat(made.status()).isEqualTo(201);
    password = made.body().path("password").asText();
    await("the account")
        .atMost(TestSuite.LIMIT)
        .until(() -> register(suite.newSource()) == 200); // a failure counts against a source
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void blocksTellsAndReleases_afterFiveWrongPasswords() throws Exception {
    var honest = suite.newSource();
    var attacker = suite.newSource();
    assertThat(register(honest)).isEqualTo(200);

    assertThat(suite.attack(attacker, account, LIMIT + 3)).isEqualTo(LIMIT);

    var block = awaitBlock(attacker);
    assertEvidence(block);
    await("the rule set").atMost(TestSuite.LIMIT).until(() -> suite.isInRuleset(attacker));
    assertThat(suite.isAnswered(attacker)).isFalse();
    assertThat(register(honest)).isEqualTo(200);
    await("the mail").atMost(TestSuite.LIMIT).until(() -> !suite.mailsAbout(attacker).isEmpty());
    assertThat(suite.mailsAbout(attacker)).hasSize(1);
    assertThat(suite.mailsAbout(attacker).getFirst())
        .contains("admin@example.org", account, "Message-ID");
    assertSecurityLog(attacker);

    assertThat(api.delete("/blocks/" + block.path("id").asText()).status()).isEqualTo(202);
    await("to be answered again").atMost(TestSuite.LIMIT).until(() -> suite.isAnswered(attacker));
    await("the rule set").atMost(TestSuite.LIMIT).until(() -> !suite.isInRuleset(attacker));
    awaitState(attacker, "released");
  }

  private void assertEvidence(JsonNode block) {
    assertThat(block.path("attempts").asInt()).isEqualTo(LIMIT);
    assertThat(block.path("accounts").toString()).contains(account);
    assertThat(block.path("rule").asText()).isEqualTo("password-guessing");
    assertThat(block.path("origin").asText()).isEqualTo("guard");
    assertThat(block.path("userAgent").asText()).isNotEmpty();
    assertThat(block.path("services").toString()).isEqualTo("[\"sip\"]");
    assertThat(Instant.parse(block.path("expiresAt").asText()))
        .isEqualTo(Instant.parse(block.path("lastSeen").asText()).plus(Duration.ofHours(1)));
  }

  private void assertSecurityLog(InetAddress source) {
    await("the security log")
        .atMost(TestSuite.LIMIT)
        .untilAsserted(
            () -> {
              var lines =
                  api.get("/security-log?source=" + source.getHostAddress()).body().path("items");
              assertThat(lines)
                  .filteredOn(line -> line.path("event").asText().equals("authentication-failed"))
                  .hasSize(LIMIT)
                  .allSatisfy(
                      line ->
                          assertThat(line.path("message").asText())
                              .startsWith("Authentication failed"));
              assertThat(lines)
                  .filteredOn(line -> line.path("event").asText().equals("source-blocked"))
                  .hasSize(1);
            });
  }

  @Test
  void countsNeitherFirstRequestsNorRetransmissions() throws Exception {
    var source = suite.newSource();
    try (var phone = suite.phone(source, account)) {
      for (int i = 0; i < 2 * LIMIT; i++) {
        assertThat(phone.ask(ANSWER)).isPresent();
      }
      byte[] request = phone.sendGuess("wrong");
      assertThat(phone.receive(ANSWER)).isPresent();
      for (int i = 0; i < 2 * LIMIT; i++) {
        assertThat(phone.sendAndReceive(request, ANSWER)).isPresent();
      }
      for (int i = 0; i < LIMIT - 2; i++) {
        assertThat(phone.guess("wrong-" + i, ANSWER)).isPresent();
      }
    }
    assertThat(register(source)).isEqualTo(200);
  }

  @Test
  void answersExactlyFiveGuesses_atAThousandASecond() throws Exception {
    var source = suite.newSource();
    int answered = 0;
    try (var phone = suite.phone(source, account)) {
      assertThat(phone.ask(ANSWER)).isPresent();
      for (int i = 0; i < 1_000; i++) {
        phone.sendGuess("guess-" + i);
        if (phone.receive(Duration.ofMillis(1)).isPresent()) {
          answered++;
        }
      }
      while (phone.receive(TestSuite.SILENCE).isPresent()) {
        answered++;
      }
    }
    assertThat(answered).isEqualTo(LIMIT);
    assertThat(awaitBlock(source).path("attempts").asInt()).isEqualTo(LIMIT);
  }

  @Test
  void blocksOverTcpAndWithMd5Too() throws Exception {
    var source = suite.newSource();
    try (var phone =
        new SipPhone(new TcpSocket(source, suite.sip()), TestSuite.DOMAIN, account, "MD5")) {
      assertThat(phone.ask(ANSWER)).isPresent();
      for (int i = 0; i < LIMIT; i++) {
        assertThat(phone.guess("wrong-" + i, ANSWER)).isPresent();
      }
      awaitBlock(source);
      assertThat(suite.isAnswered(source)).isFalse();
    }
  }

  @Test
  void answersAnUnknownAccountLikeAKnownOne() throws Exception {
    var source = suite.newSource();
    try (var known = suite.phone(source, account);
        var unknown = suite.phone(source, "nobody" + System.nanoTime())) {
      assertThat(known.ask(ANSWER)).isPresent();
      assertThat(unknown.ask(ANSWER)).isPresent();
      var one = known.guess("wrong", ANSWER).orElseThrow();
      var other = unknown.guess("wrong", ANSWER).orElseThrow();
      assertThat(other.startLine()).isEqualTo(one.startLine());
      assertThat(other.headers()).hasSameSizeAs(one.headers());
    }
  }

  @Test
  void registersWithMd5AndSha256_overUdpAndTcp() throws Exception {
    for (String algorithm : new String[] {"MD5", "SHA-256"}) {
      var source = suite.newSource();
      try (var udp =
              new SipPhone(
                  new UdpSocket(source, suite.sip()), TestSuite.DOMAIN, account, algorithm);
          var tcp =
              new SipPhone(
                  new TcpSocket(source, suite.sip()), TestSuite.DOMAIN, account, algorithm)) {
        assertThat(udp.register(password, Duration.ofMinutes(1)).orElseThrow().status())
            .isEqualTo(200);
        assertThat(tcp.register(password, Duration.ofMinutes(1)).orElseThrow().status())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void blocksByHand_untilTheBlockExpiresEverywhere() throws Exception {
    var source = suite.newSource();
    var answer =
        api.post(
            "/blocks",
            Map.of("target", Map.of("value", source.getHostAddress()), "blockFor", "PT8S"));
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
    await("silence").atMost(TestSuite.LIMIT).until(() -> !suite.isAnswered(source));
    await("the rule set").atMost(TestSuite.LIMIT).until(() -> suite.isInRuleset(source));

    await("the end").atMost(TestSuite.LIMIT).until(() -> suite.isAnswered(source));
    await("the rule set").atMost(TestSuite.LIMIT).until(() -> !suite.isInRuleset(source));
    awaitState(source, "expired");
  }

  private JsonNode awaitBlock(InetAddress source) {
    return awaitState(source, "active");
  }

  private JsonNode awaitState(InetAddress source, String state) {
    return await("the block of " + source + " to be " + state)
        .atMost(TestSuite.LIMIT)
        .until(
            () ->
                api.get("/blocks?state=" + state + "&target=" + source.getHostAddress())
                    .body()
                    .path("items")
                    .path(0),
            block -> !block.isMissingNode());
  }

  private int register(InetAddress source) throws Exception {
    try (var phone = suite.phone(source, account)) {
      return phone.register(password, Duration.ofMinutes(5)).orElseThrow().status();
    }
  }
}
