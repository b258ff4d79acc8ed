package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.account.FormerPassword;
import io.ringfence.edge.account.Ha1;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What logins come to, and that an outsider learns nothing else from them.
class LoginTest {

  private static final String DOMAIN = "ringfence.local";

  private final Bench bench = new Bench(DOMAIN, "100", "secret", "101", "disabled one's");
  private int cseq;

  private String request(String user, String more) {
    return request(user, SipPhone.branch(), "one", ++cseq, more);
  }

  private static String request(String user, String branch, String callId, int cseq, String more) {
    return """
        REGISTER sip:ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=%s
        From: <sip:%s@ringfence.local>;tag=1
        To: <sip:%s@ringfence.local>
        Call-ID: %s
        CSeq: %d REGISTER
        Contact: <sip:%s@192.0.2.7>
        %s
        """
        .replace("\n", "\r\n")
        .formatted(branch, user, user, callId, cseq, user, more);
  }

  private String send(String message) {
    String answer = bench.send(message);
    assertThat(answer).as("an answer to %s", message).isNotNull();
    return answer;
  }

  private String challenge() {
    return send(request("100", ""));
  }

  private String nonce() {
    return nonce(challenge());
  }

  private static String nonce(String answer) {
    var matcher = Pattern.compile("nonce=\"([^\"]*)\"").matcher(answer);
    assertThat(matcher.find()).as("%s", answer).isTrue();
    return matcher.group(1);
  }

  private String answer(String user, String password, String algorithm) {
    return send(request(user, SipPhone.credentials(user, password, algorithm, nonce())));
  }

  private List<@Nullable Reason> reasons() {
    return bench.recorded.attempts.stream().map(AuthenticationAttempt::reason).toList();
  }

  private void hasHad(String number, String... formerPasswords) {
    var formers =
        Arrays.stream(formerPasswords)
            .map(
                password ->
                    new FormerPassword(
                        Bench.ha1(DOMAIN, number, password), bench.now.plus(Duration.ofDays(30))))
            .toList();
    bench.accounts.read(
        new Account(
            number, 9, true, false, Bench.ha1(DOMAIN, number, "secret"), Instant.EPOCH, formers));
  }

  private void disable(String number, String password) {
    bench.accounts.read(
        new Account(number, 9, false, false, Bench.ha1(DOMAIN, number, password), Instant.EPOCH));
  }

  @Test
  void offersTheStrongestFirst_andTakesEach() {
    assertThat(challenge())
        .containsSubsequence("algorithm=SHA-512-256", "algorithm=SHA-256", "algorithm=MD5")
        .containsOnlyOnce("ALGORITHM=MD5");

    for (String algorithm : List.of("SHA-512-256", "SHA-256", "MD5")) {
      assertThat(answer("100", "secret", algorithm)).startsWith("SIP/2.0 200 ");
      assertThat(answer("100", "wrong", algorithm)).startsWith("SIP/2.0 401 ");
    }
    assertThat(answer("100", "secret", "SHA-1")).startsWith("SIP/2.0 401 ");
    assertThat(reasons())
        .containsExactly(
            null, Reason.BAD_CREDENTIALS, Reason.BAD_CREDENTIALS, Reason.BAD_CREDENTIALS);
  }

  /// The challenge must not tell old accounts from new ones.
  @Test
  void sha512Slash256IsOfferedToNobody_whileAnAccountDoesNotHaveIt() {
    var ha1 = Bench.ha1(DOMAIN, "102", "old");
    var raw = Ha1.of(SipPhone.raw("MD5", "x"), SipPhone.raw("SHA-256", "x"));
    bench.accounts.read(new Account("102", 1, true, false, raw, Instant.EPOCH));

    assertThat(challenge()).doesNotContain("SHA-512-256").contains("algorithm=SHA-256");
    assertThat(answer("100", "secret", "SHA-512-256")).startsWith("SIP/2.0 401 ");
    assertThat(answer("102", "old", "SHA-512-256")).startsWith("SIP/2.0 401 ");
    assertThat(bench.recorded.attempts).isEmpty();

    bench.accounts.read(new Account("102", 2, true, false, ha1, Instant.EPOCH));
    assertThat(challenge()).contains("SHA-512-256");
    assertThat(answer("102", "old", "SHA-512-256")).startsWith("SIP/2.0 200 ");
  }

  @Test
  void repeatedRequest_getsItsAnswer_andIsNoReplay() {
    String register = request("100", SipPhone.credentials("100", "secret", "MD5", nonce()));

    for (int copy = 0; copy < 3; copy++) {
      assertThat(send(register)).startsWith("SIP/2.0 200 ");
    }
    String unregister =
        request("100", SipPhone.credentials("100", "secret", "MD5", nonce()) + "Expires: 0\r\n");
    for (int copy = 0; copy < 3; copy++) {
      assertThat(send(unregister)).startsWith("SIP/2.0 200 ").doesNotContain("Contact");
    }
    assertThat(bench.recorded.attempts)
        .extracting(AuthenticationAttempt::outcome)
        .containsOnly(Outcome.ACCEPTED);
  }

  @Test
  void replayedAnswer_isNotEvaluated_getsAFreshNonce_andBlowsNoFuse() {
    String credentials = SipPhone.credentials("100", "secret", "MD5", nonce());
    String branch = SipPhone.branch();
    int number = ++cseq;
    assertThat(send(request("100", branch, "one", number, credentials))).startsWith("SIP/2.0 200 ");

    var replays = new ArrayList<String>();
    replays.add(request("100", branch, "another", number, credentials));
    replays.add(request("100", branch, "one", number + 1, credentials));
    replays.add(request("100", branch, "one", number, credentials + "Contact: <sip:evil@x>\r\n"));
    replays.add(request("100", branch, "one", number, credentials + "Expires: 0\r\n"));
    replays.add(request("100", SipPhone.branch(), "one", number, credentials));
    for (int round = 0; round < 3; round++) {
      for (String replay : replays) {
        assertThat(send(replay))
            .startsWith("SIP/2.0 401 ")
            .contains("stale=true")
            .doesNotContain(nonce(credentials.replace("nonce", ", nonce")));
      }
    }
    bench.now = bench.now.plusSeconds(1);
    bench.server.sweep(bench.now);

    assertThat(bench.registrar.bindings("100", bench.now)).hasSize(1);
    assertThat(reasons()).containsExactly(null, Reason.REPLAYED_NONCE, Reason.REPLAYED_NONCE);
    assertThat(bench.recorded.attempts.stream().mapToInt(AuthenticationAttempt::count).sum())
        .isEqualTo(16);
    assertThat(bench.recorded.attempts.get(1).account()).isEqualTo("100");
    assertThat(answer("100", "secret", "MD5")).startsWith("SIP/2.0 200 ");
  }

  @Test
  void noPasswordIsGuessed_withACountThatWasUsed() {
    String nonce = nonce();
    send(request("100", counted("wrong", nonce)));

    assertThat(send(request("100", counted("secret", nonce)))).startsWith("SIP/2.0 401 ");

    assertThat(reasons()).containsExactly(Reason.BAD_CREDENTIALS, Reason.REPLAYED_NONCE);
  }

  /// Always with the count 00000007.
  private static String counted(String password, String nonce) {
    String ha1 = hash("100:" + DOMAIN + ":" + password);
    String response = hash(ha1 + ":" + nonce + ":00000007:c:auth:" + hash("REGISTER:sip:x"));
    return ("Authorization: Digest username=\"100\", realm=\"%s\", nonce=\"%s\", uri=\"sip:x\","
            + " response=\"%s\", cnonce=\"c\", qop=auth, nc=00000007\r\n")
        .formatted(DOMAIN, nonce, response);
  }

  private static String hash(String text) {
    return java.util.HexFormat.of().formatHex(SipPhone.raw("MD5", text));
  }

  /// A request that is forwarded is absorbed by its transaction; one that is not gets its answer
  /// again, and a message of its own with the same credentials is a replay.
  @Test
  void replayedInvite_isNotTakenFurther() {
    String nonce = nonce();
    String invite = invite("z9hG4bKone", "call", nonce);

    String answer = send(invite);
    assertThat(answer).startsWith("SIP/2.0 404 ");
    assertThat(send(invite)).isEqualTo(answer);
    assertThat(send(invite("z9hG4bKtwo", "call", nonce)))
        .startsWith("SIP/2.0 407 ")
        .contains("stale=true");
    assertThat(send(invite("z9hG4bKone", "another", nonce))).startsWith("SIP/2.0 407 ");

    assertThat(reasons()).containsExactly(null, Reason.REPLAYED_NONCE);
  }

  private static String invite(String branch, String callId, String nonce) {
    String ha1 = hash("100:" + DOMAIN + ":secret");
    String ha2 = hash("INVITE:sip:999@ringfence.local");
    return """
        INVITE sip:999@ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=%s
        Max-Forwards: 70
        From: <sip:100@ringfence.local>;tag=1
        To: <sip:999@ringfence.local>
        Call-ID: %s
        CSeq: 1 INVITE
        Contact: <sip:100@192.0.2.7>
        Proxy-Authorization: Digest username="100", realm="ringfence.local", nonce="%s", \
        uri="sip:999@ringfence.local", response="%s", cnonce="c", qop=auth, nc=00000003

        """
        .replace("\n", "\r\n")
        .formatted(branch, callId, nonce, hash(ha1 + ":" + nonce + ":00000003:c:auth:" + ha2));
  }

  /// RFC 2069's manner has no count: its nonce is good for once.
  @Test
  void answerWithoutQop_usesItsNonceUp_andIsNotBlamed() {
    String nonce = nonce();
    String response =
        hash(hash("100:" + DOMAIN + ":secret") + ":" + nonce + ":" + hash("REGISTER:sip:x"));
    String credentials =
        "Authorization: Digest username=\"100\", realm=\"%s\", nonce=\"%s\", uri=\"sip:x\", response=\"%s\"\r\n"
            .formatted(DOMAIN, nonce, response);

    assertThat(send(request("100", credentials))).startsWith("SIP/2.0 200 ");
    assertThat(send(request("100", credentials))).startsWith("SIP/2.0 401 ").contains("stale=true");

    assertThat(bench.recorded.attempts).hasSize(1);
  }

  @Test
  void formerPassword_isStale_andBlowsNoFuse() {
    hasHad("100", "second", "first");

    for (int i = 0; i < 10; i++) {
      for (String algorithm : List.of("SHA-512-256", "SHA-256", "MD5")) {
        String former = i % 2 == 0 ? "first" : "second";
        assertThat(answer("100", former, algorithm))
            .startsWith("SIP/2.0 401 ")
            .doesNotContain("stale=true");
      }
      bench.now = bench.now.plusSeconds(2);
    }

    assertThat(reasons()).containsOnly(Reason.STALE_PASSWORD).hasSize(10);
    assertThat(answer("100", "secret", "MD5")).startsWith("SIP/2.0 200 ");
  }

  @Test
  void formerPassword_isAGuessAgain_whenItsTimeIsOver() {
    hasHad("100", "first");
    bench.now = bench.now.plus(Duration.ofDays(30));

    answer("100", "first", "MD5");

    assertThat(reasons()).containsExactly(Reason.BAD_CREDENTIALS);
  }

  /// What stands in for a former password that is not there is known to everybody who reads this.
  @Test
  void whatStandsInForAPassword_opensNothing() {
    for (String user : List.of("100", "nobody")) {
      String nonce = nonce();
      String response =
          hash("0".repeat(32) + ":" + nonce + ":00000001:c:auth:" + hash("REGISTER:sip:x"));
      send(
          request(
              user,
              ("Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\","
                      + " uri=\"sip:x\", response=\"%s\", cnonce=\"c\", qop=auth,"
                      + " nc=00000001\r\n")
                  .formatted(user, DOMAIN, nonce, response)));
    }

    assertThat(reasons()).containsExactly(Reason.BAD_CREDENTIALS, Reason.UNKNOWN_ACCOUNT);
  }

  @Test
  void everyWrongLoginGetsTheSameAnswer_octetForOctet() {
    disable("101", "right");
    hasHad("100", "former");

    var answers =
        List.of(
            answer("nobody", "wrong", "SHA-256"),
            answer("100", "wrong", "SHA-256"),
            answer("100", "former", "SHA-256"),
            answer("101", "right", "SHA-256"),
            answer("101", "wrong", "SHA-256"));

    assertThat(answers.stream().map(LoginTest::shape).distinct()).hasSize(1);
    assertThat(reasons())
        .containsExactly(
            Reason.UNKNOWN_ACCOUNT,
            Reason.BAD_CREDENTIALS,
            Reason.STALE_PASSWORD,
            Reason.LOCKED_ACCOUNT,
            Reason.LOCKED_ACCOUNT);
  }

  private static String shape(String answer) {
    return answer
        .replaceAll("nonce=\"[^\"]*\"", "nonce")
        .replaceAll("branch=[^;\r]*", "branch")
        .replaceAll("tag=[0-9a-f]{16}", "tag")
        .replaceAll("sip:[^@]*@", "sip:")
        .replaceAll("CSeq: [0-9]+", "CSeq");
  }
}
