package io.ringfence.edge.guard;

import static io.ringfence.edge.guard.GuardedPbx.OTHER;
import static io.ringfence.edge.guard.GuardedPbx.PBX;
import static io.ringfence.edge.guard.GuardedPbx.PHONE;
import static io.ringfence.edge.guard.GuardedPbx.challenge;
import static io.ringfence.edge.guard.GuardedPbx.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.edge.admission.Rules;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is learnt of logins from the answers of the PBX that decides on them.
class PbxLoginTest {

  private final GuardedPbx pbx = new GuardedPbx();
  private final Bench bench = pbx.bench;

  @Test
  void challengePassesUnchanged_andIsNoFailure() {
    bench.send(pbx.register("100", ""), PHONE);
    var atPbx = pbx.oneAtPbx();
    String challenge = challenge("abc", ", algorithm=MD5,  qop=\"auth\"");

    pbx.answers(atPbx, 401, challenge);

    var answered = bench.wire.one(PHONE);
    assertThat(answered.firstLine()).startsWith("SIP/2.0 401");
    assertThat(answered.text()).contains(challenge);
    assertThat(bench.recorded.attempts).isEmpty();
  }

  @Test
  void rightPassword_isAnAcceptedAttempt() {
    pbx.registered("100", PHONE);

    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("SIP/2.0 200");
    assertThat(bench.recorded.attempts).hasSize(1);
    var attempt = bench.recorded.attempts.getFirst();
    assertThat(attempt.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(attempt.account()).isEqualTo("100");
    assertThat(attempt.source()).isEqualTo(PHONE.address());
    assertThat(attempt.sourceVerified()).isTrue();
  }

  @Test
  void registeredTrunk_mayFailAsOftenAsItLikes() {
    var policy =
        Configuration.INITIAL.policy().with(new Trunks(List.of("100"), Duration.ofHours(1)));
    bench.admission.rules(new Rules(policy, IpRangeSet.EMPTY, null, null));
    pbx.registered("100", PHONE);

    for (int i = 0; i < 20; i++) {
      pbx.answers(pbx.login("100", "n" + i, PHONE), 401, challenge("m" + i, ""));
    }

    assertThat(bench.recorded.attempts).hasSize(21);
    assertThat(bench.recorded.guessesPastLimit).isZero();
    assertThat(bench.recorded.drops).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, BAD_CREDENTIALS",
    "407, BAD_CREDENTIALS",
    "403, BAD_CREDENTIALS",
    "404, UNKNOWN_ACCOUNT",
    "604, UNKNOWN_ACCOUNT"
  })
  void refusalOfCredentials_isAFailedAttempt(int status, Reason reason) {
    var login = pbx.login("someone", "abc", PHONE);

    pbx.answers(login, status, status == 401 ? challenge("def", "") : "");

    assertThat(bench.recorded.attempts).hasSize(1);
    var attempt = bench.recorded.attempts.getFirst();
    assertThat(attempt.reason()).isEqualTo(reason);
    assertThat(attempt.account()).isEqualTo("someone");
    assertThat(attempt.method()).isEqualTo("REGISTER");
    assertThat(attempt.sourceVerified()).isTrue();
  }

  @Test
  void usernameThatIsNotTheAccount_isToldAsItWasTried() {
    pbx.challenged("100", "abc", PHONE);
    bench.send(pbx.register("100", credentials("Authorization", "admin", "abc")), PHONE);

    pbx.answers(pbx.oneAtPbx(), 401, challenge("def", ""));

    assertThat(bench.recorded.attempts.getFirst().account()).isEqualTo("admin");
  }

  @Test
  void staleNonce_isNoFailure() {
    var login = pbx.login("100", "abc", PHONE);

    pbx.answers(login, 401, challenge("def", ", stale=TRUE"));

    assertThat(bench.recorded.attempts).isEmpty();
  }

  @Test
  void nonceThatWasGoodForThisLoginBefore_isNoFailure_alsoWhenThePbxDoesNotSayStale() {
    var login = pbx.login("100", "abc", PHONE);
    pbx.answers(login, 200, "");
    bench.recorded.attempts.clear();

    bench.send(pbx.register("100", credentials("Authorization", "100", "abc")), PHONE);
    pbx.answers(pbx.oneAtPbx(), 401, challenge("def", ""));
    assertThat(bench.recorded.attempts).isEmpty();

    bench.send(pbx.register("200", credentials("Authorization", "200", "def")), PHONE);
    pbx.answers(pbx.oneAtPbx(), 401, challenge("ghi", ""));
    assertThat(bench.recorded.attempts).hasSize(1);
  }

  @Test
  void nonceThatThisSourceNeverGot_isNoGuess_thePbxDoesNotSeeIt_thePhoneIsAskedAgain() {
    pbx.challenged("100", "abc", PHONE);

    bench.send(pbx.register("100", credentials("Authorization", "100", "abc")), OTHER);

    var atPbx = pbx.oneAtPbx();
    assertThat(atPbx.all("Authorization")).isEmpty();
    pbx.answers(atPbx, 401, challenge("def", ", stale=false"));
    assertThat(bench.wire.one(OTHER).header("WWW-Authenticate"))
        .isEqualTo("Digest realm=\"pbx\", nonce=\"def\", stale=true");
    assertThat(bench.recorded.attempts).isEmpty();
  }

  @Test
  void retransmission_isCountedOnce_andGetsTheSameAnswer() {
    pbx.challenged("100", "abc", PHONE);
    String guess = pbx.register("100", credentials("Authorization", "100", "abc"));
    bench.send(guess, PHONE);
    bench.send(guess, PHONE);

    pbx.answers(pbx.oneAtPbx(), 401, challenge("def", ""));
    bench.send(guess, PHONE);

    assertThat(bench.wire.take(PHONE)).hasSize(2).allMatch(a -> a.firstLine().contains("401"));
    assertThat(pbx.atPbx()).isEmpty();
    assertThat(bench.recorded.attempts).hasSize(1);
  }

  @Test
  void tryingSaysNothing_ringingSaysThatThePasswordIsRight() {
    pbx.challenged("100", "abc", PHONE);
    String credentials = credentials("Proxy-Authorization", "100", "abc");
    bench.send(pbx.request("INVITE", "sip:200@pbx.example", "100", credentials), PHONE);
    var invite = pbx.oneAtPbx();

    pbx.answers(invite, 100, "");
    assertThat(bench.recorded.attempts).isEmpty();
    pbx.answers(invite, 180, "");
    pbx.answers(invite, 200, "");

    assertThat(bench.recorded.attempts).hasSize(1);
    assertThat(bench.recorded.attempts.getFirst().outcome()).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void callThatIsChallengedAfterTrying_isAFailedAttempt() {
    pbx.challenged("100", "abc", PHONE);
    String credentials = credentials("Proxy-Authorization", "100", "abc");
    bench.send(pbx.request("INVITE", "sip:200@pbx.example", "100", credentials), PHONE);
    var invite = pbx.oneAtPbx();

    pbx.answers(invite, 100, "");
    pbx.answers(invite, 407, "Proxy-Authenticate: Digest realm=\"pbx\", nonce=\"def\"\r\n");

    assertThat(bench.recorded.attempts).hasSize(1);
    assertThat(bench.recorded.attempts.getFirst().reason()).isEqualTo(Reason.BAD_CREDENTIALS);
  }

  @Test
  void callThatIsForbidden_isNoGuessOfWhoKnowsThePassword() {
    pbx.registered("100", PHONE);
    bench.recorded.attempts.clear();
    pbx.challenged("100", "abc", PHONE);
    String credentials = credentials("Proxy-Authorization", "100", "abc");

    bench.send(pbx.request("INVITE", "sip:0900@pbx.example", "100", credentials), PHONE);
    pbx.answers(pbx.oneAtPbx(), 403, "");

    assertThat(bench.recorded.attempts.getFirst().reason()).isEqualTo(Reason.NOT_PERMITTED);
  }

  @Test
  void pbxThatIsAway_leaves503WithRetryAfter_nothingAccepted_noFailureCounted() {
    pbx.login("100", "abc", PHONE);

    bench.pass(Duration.ofSeconds(7));

    var answered = bench.wire.one(PHONE);
    assertThat(answered.firstLine()).isEqualTo("SIP/2.0 503 Service Unavailable");
    assertThat(answered.all("Retry-After")).isNotEmpty();
    assertThat(bench.recorded.attempts).isEmpty();
    assertThat(bench.registrar.size()).isZero();
  }

  @Test
  void pbxThatDidNotAnswerWhenAsked_isNotWaitedFor_untilItDoes() {
    bench.proxy.probe();
    bench.pass(Duration.ofSeconds(7));
    pbx.atPbx();

    String answer = bench.send(pbx.register("100", ""), PHONE);
    assertThat(answer).startsWith("SIP/2.0 503").contains("Retry-After: ");
    assertThat(pbx.atPbx()).isEmpty();

    bench.proxy.probe();
    pbx.answers(pbx.oneAtPbx(), 405, "");
    assertThat(bench.send(pbx.register("100", ""), PHONE)).isNull();
    assertThat(pbx.atPbx()).hasSize(1);
  }

  @Test
  void afterTheLastFailure_nothingOfTheSourceReachesThePbx() {
    int limit = bench.admission.policy().attempts();
    for (int i = 0; i < limit; i++) {
      pbx.answers(pbx.login("100", "nonce" + i, PHONE), 401, challenge("n" + i, ""));
    }
    bench.wire.sent.clear();

    bench.send(pbx.register("100", credentials("Authorization", "100", "n0")), PHONE);
    bench.send(pbx.register("100", ""), PHONE);
    bench.send(pbx.request("OPTIONS", "sip:100@pbx.example", "100", ""), PHONE);

    assertThat(bench.wire.sent).isEmpty();
    assertThat(bench.recorded.attempts).hasSize(limit);
  }

  @Test
  void guessesAtOnce_reachThePbxNoMoreThanMayFail() {
    int limit = bench.admission.policy().attempts();
    pbx.challenged("100", "abc", PHONE);
    for (int i = 0; i < 50; i++) {
      bench.send(pbx.register("u" + i, credentials("Authorization", "u" + i, "abc")), PHONE);
    }

    var judged = new ArrayList<>(pbx.atPbx());
    assertThat(judged).hasSize(limit);
    for (var guess : judged) {
      pbx.answers(guess, 401, challenge("def", ""));
    }

    assertThat(pbx.atPbx()).isEmpty();
    assertThat(bench.recorded.attempts).hasSize(limit);
    assertThat(bench.recorded.guessesPastLimit).isZero();
    assertThat(bench.wire.take(PHONE)).hasSize(limit);
    assertThat(bench.server.waitingLogins()).isZero();
  }

  @Test
  void honestPhonesBehindOneAddress_waitForEachOther_andAllGetIn() {
    int limit = bench.admission.policy().attempts();
    pbx.challenged("100", "abc", PHONE);
    for (int i = 0; i < 50; i++) {
      bench.send(pbx.register("u" + i, credentials("Authorization", "u" + i, "abc")), PHONE);
    }

    int accepted = 0;
    for (var login = pbx.atPbx(); !login.isEmpty(); login = pbx.atPbx()) {
      assertThat(login).hasSizeLessThanOrEqualTo(limit);
      login.forEach(one -> pbx.answers(one, 200, ""));
      accepted += login.size();
    }

    assertThat(accepted).isEqualTo(50);
    assertThat(bench.wire.take(PHONE)).hasSize(50);
    assertThat(bench.registrar.size()).isEqualTo(50);
  }

  @Test
  void loginThatWaitsTooLong_gets503() {
    pbx.challenged("100", "abc", PHONE);
    for (int i = 0; i < 20; i++) {
      bench.send(pbx.register("u" + i, credentials("Authorization", "u" + i, "abc")), PHONE);
    }
    int judged = pbx.atPbx().size();

    bench.pass(Duration.ofMillis(5_500));
    bench.server.sweep(bench.now);

    assertThat(bench.wire.take(PHONE))
        .hasSize(20 - judged)
        .allMatch(answer -> answer.firstLine().equals("SIP/2.0 503 Service Unavailable"));
  }

  @Test
  void callThatIsEndedFromOutside_holdsNobodyUpAfterwards() {
    int limit = bench.admission.policy().attempts();
    pbx.challenged("100", "abc", PHONE);
    String credentials = credentials("Proxy-Authorization", "100", "abc");
    for (int i = 0; i < limit; i++) {
      bench.send(pbx.request("INVITE", "sip:200@pbx.example", "100", credentials), PHONE);
      var invite = pbx.oneAtPbx();
      pbx.answers(invite, 100, "");
      bench.proxy.end(bench.recorded.calls.getLast().call(), "token:ops", bench.now);
      pbx.answers(pbx.oneAtPbx(), 200, "");
      if (i % 2 == 0) {
        pbx.answers(invite, 487, "");
      }
      bench.wire.sent.clear();
    }
    bench.pass(Duration.ofSeconds(33));
    pbx.atPbx();

    bench.send(pbx.register("100", credentials("Authorization", "100", "abc")), PHONE);

    assertThat(pbx.atPbx()).hasSize(1);
    assertThat(bench.server.waitingLogins()).isZero();
  }

  @Test
  void twoCredentialsForOneRealm_wouldBeTwoGuesses_andAreRefused() {
    pbx.challenged("100", "abc", PHONE);
    String two =
        credentials("Authorization", "100", "abc") + credentials("Authorization", "101", "abc");

    assertThat(bench.send(pbx.register("100", two), PHONE)).startsWith("SIP/2.0 400");
    assertThat(pbx.atPbx()).isEmpty();
  }

  @Test
  void malformedAndScanners_areNotThePbxs() {
    bench.send("REGISTER sip:pbx.example SIP/2.0\r\nVia: broken\r\n\r\n", PHONE);
    bench.send(pbx.register("100", "User-Agent: friendly-scanner\r\n"), PHONE);
    bench.send(pbx.request("REGISTER", "sip:elsewhere.example", "100", ""), PHONE);

    assertThat(pbx.atPbx()).isEmpty();
  }

  @Test
  void answersOfThePbx_areNotARate() {
    assertThat(bench.server.door().hears(PBX, bench.now)).isTrue();
  }
}
