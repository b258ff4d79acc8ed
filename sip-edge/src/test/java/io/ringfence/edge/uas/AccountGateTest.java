package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.admission.Decisions;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Status;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountGateTest {

  private static final Peer STRANGER =
      new Peer(IpAddress.parse("203.0.113.9"), 5060, Transport.UDP);

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "101", "other secret");
  private int cseq;

  private void block(String key) {
    var target = BlockTarget.ofKey(key);
    bench.blocks.apply(
        target,
        Decisions.block(
            target, Origin.OPERATOR, new UUID(1, 1), bench.now, bench.now.plusSeconds(3_600)),
        bench.now);
  }

  private static @Nullable String send(Bench bench, Peer peer, String text) {
    return bench.send(text.getBytes(StandardCharsets.UTF_8), peer);
  }

  private String register(String from, String to, String more) {
    return """
        REGISTER sip:ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK%d
        From: <sip:%s@ringfence.local>;tag=1
        To: <sip:%s@ringfence.local>
        Call-ID: one
        CSeq: %d REGISTER
        Contact: <sip:100@192.0.2.7>
        Expires: 120
        %s
        """
        .replace("\n", "\r\n")
        .formatted(++cseq, from, to, cseq, more);
  }

  private @Nullable String login(Peer peer, String account, String password) {
    String answer = send(bench, peer, register("101", "101", ""));
    var matcher = Pattern.compile("nonce=\"([^\"]*)\"").matcher(String.valueOf(answer));
    assertThat(matcher.find()).as("%s", answer).isTrue();
    return send(
        bench,
        peer,
        register(
            account, account, SipPhone.credentials(account, password, "MD5", matcher.group(1))));
  }

  /// As many guesses at once as there are until auth-guard has decided.
  @Test
  void badPhoneOfAnOffice_isStoppedAlone() {
    var office = new Peer(IpAddress.parse("198.51.100.1"), 5060, Transport.UDP);
    assertThat(login(office, "101", "other secret")).startsWith("SIP/2.0 200 ");
    for (int i = 0; i < 5; i++) {
      assertThat(login(office, "100", "wrong")).startsWith("SIP/2.0 401 ");
    }

    assertThat(login(office, "100", "secret")).isNull();
    assertThat(login(office, "101", "other secret")).startsWith("SIP/2.0 200 ");
    assertThat(bench.recorded.guessesPastLimit).isZero();
    assertThat(login(STRANGER, "100", "secret")).as("from elsewhere").startsWith("SIP/2.0 200 ");
    bench.now = bench.now.plus(bench.admission.policy().period());
    assertThat(login(office, "100", "secret")).startsWith("SIP/2.0 200 ");
  }

  @Test
  void whoSpraysFromAnOffice_stopsIt_afterAsManyAccountsAsThePolicySays() {
    var office = new Peer(IpAddress.parse("198.51.100.1"), 5060, Transport.UDP);
    assertThat(login(office, "101", "other secret")).startsWith("SIP/2.0 200 ");
    for (int i = 0; i < 10; i++) {
      assertThat(login(office, "x" + i, "wrong")).startsWith("SIP/2.0 401 ");
    }

    assertThat(send(bench, office, register("101", "101", ""))).isNull();
  }

  @Test
  void pairOfSourceAndAccount_getsSilence_whereverTheAccountIsNamed() {
    block("192.0.2.7 100");
    String nonce = "x";

    assertThat(bench.send(register("100", "100", ""))).isNull();
    assertThat(bench.send(register("100", "101", ""))).isNull();
    assertThat(bench.send(register("101", "100", ""))).isNull();
    assertThat(
            bench.send(register("101", "101", SipPhone.credentials("100", "secret", "MD5", nonce))))
        .isNull();

    assertThat(bench.recorded.drops).containsOnly(Drop.ACCOUNT).hasSize(4);
    assertThat(bench.send(register("101", "101", ""))).startsWith("SIP/2.0 401 ");
    assertThat(send(bench, STRANGER, register("100", "100", ""))).startsWith("SIP/2.0 401 ");
    bench.now = bench.now.plusSeconds(3_600);
    assertThat(bench.send(register("100", "100", ""))).startsWith("SIP/2.0 401 ");
  }

  @Test
  void accountThatIsEscapedInTheTarget_isFound() {
    block("192.0.2.7 a\\u0001b");

    assertThat(bench.send(register("a%01b", "101", ""))).isNull();
  }

  @Test
  void shieldedAccount_isOpenToItsPhones() {
    assertThat(login(Bench.PEER, "100", "secret")).startsWith("SIP/2.0 200 ");
    block("account 100");

    assertThat(login(Bench.PEER, "100", "secret")).startsWith("SIP/2.0 200 ");
    bench.now = bench.now.plusSeconds(7_200);
    block("account 100");
    assertThat(login(Bench.PEER, "100", "secret")).as("it was here once").contains(" 200 ");
  }

  @Test
  void shieldedAccount_isToStrangersLikeAnyAccountWithAWrongPassword() {
    block("account 100");

    String right = login(STRANGER, "100", "secret");
    String wrong = login(STRANGER, "100", "guess");
    String unshielded = login(STRANGER, "101", "guess");

    assertThat(right).startsWith("SIP/2.0 401 ");
    assertThat(withoutChance(right))
        .isEqualTo(withoutChance(wrong))
        .isEqualTo(withoutChance(unshielded).replace("101", "100"));
    assertThat(bench.recorded.attempts)
        .extracting(AuthenticationAttempt::outcome, AuthenticationAttempt::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Outcome.REJECTED, Reason.LOCKED_ACCOUNT),
            org.assertj.core.groups.Tuple.tuple(Outcome.REJECTED, Reason.LOCKED_ACCOUNT),
            org.assertj.core.groups.Tuple.tuple(Outcome.REJECTED, Reason.BAD_CREDENTIALS));
    assertThat(bench.recorded.set).isEmpty();
  }

  private static String withoutChance(@Nullable String answer) {
    return String.valueOf(answer)
        .replaceAll("nonce=\"[^\"]*\"|tag=[0-9a-f]{16}|z9hG4bK[0-9]+|CSeq: [0-9]+", "");
  }

  @Test
  void strangersGuessesAtAShieldedAccount_blowTheFuse() {
    block("account 100");
    for (int i = 0; i < bench.admission.policy().attempts(); i++) {
      assertThat(login(STRANGER, "100", "secret")).startsWith("SIP/2.0 401 ");
    }

    assertThat(send(bench, STRANGER, register("100", "100", ""))).isNull();
    assertThat(bench.recorded.drops).containsExactly(Drop.FUSED);
  }

  @Test
  void strangersGetWhatIsSet() {
    var screening =
        new Screening(
            Screening.DEFAULT.scannerAgents(),
            Screening.DEFAULT.scannerNames(),
            Screening.DEFAULT.names(),
            Screening.DEFAULT.addresses(),
            Screening.DEFAULT.notPermitted(),
            Screening.DEFAULT.scanner(),
            Screening.DEFAULT.wrongDomain(),
            Screening.DEFAULT.blocked(),
            Screening.DEFAULT.flood(),
            new Refusal.Answer(Status.FORBIDDEN),
            new Refusal.Silence());
    var strict =
        new Bench("ringfence.local", screening, new SourceRates(0, 1, 1, 1), "100", "secret");
    for (String key : new String[] {"account 100", "203.0.113.9 101"}) {
      var target = BlockTarget.ofKey(key);
      strict.blocks.apply(
          target,
          Decisions.block(target, Origin.OPERATOR, new UUID(1, 1), strict.now, null),
          strict.now);
    }

    assertThat(send(strict, STRANGER, register("100", "100", ""))).isNull();
    assertThat(send(strict, STRANGER, register("101", "101", ""))).startsWith("SIP/2.0 403 ");
    assertThat(strict.recorded.attempts)
        .extracting(AuthenticationAttempt::reason)
        .containsExactly(Reason.NOT_PERMITTED);
  }
}
