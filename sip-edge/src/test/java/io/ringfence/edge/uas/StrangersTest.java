package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.sip.Peer;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A victim's address in forged requests must not have it flooded with challenges.
class StrangersTest {

  private static final Peer OVER_TCP = new Peer(Bench.PEER.address(), 40_000, Transport.TCP, 7);

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "101", "other");
  private int cseq;

  private String register(String user, String more) {
    return """
        REGISTER sip:ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=%s
        From: <sip:%s@ringfence.local>;tag=1
        To: <sip:%s@ringfence.local>
        Call-ID: one
        CSeq: %d REGISTER
        Contact: <sip:%s@192.0.2.7>
        %s
        """
        .replace("\n", "\r\n")
        .formatted(SipPhone.branch(), user, user, ++cseq, user, more);
  }

  private int challenged(int requests, String more) {
    int challenges = 0;
    for (int i = 0; i < requests; i++) {
      challenges += isChallenge(bench.send(register("100", more))) ? 1 : 0;
    }
    return challenges;
  }

  private static boolean isChallenge(@Nullable String answer) {
    return answer != null && answer.startsWith("SIP/2.0 401 ");
  }

  private static String nonce(@Nullable String answer) {
    var matcher = Pattern.compile("nonce=\"([^\"]*)\"").matcher(String.valueOf(answer));
    assertThat(matcher.find()).as("%s", answer).isTrue();
    return matcher.group(1);
  }

  @Test
  void source_getsABurstOfChallenges_andFewASecondAfterwards() {
    assertThat(challenged(2_000, "")).isEqualTo(500);
    assertThat(bench.recorded.drops).containsOnly(Drop.RATE).hasSize(1_500);

    bench.pass(Duration.ofSeconds(1));

    assertThat(challenged(2_000, "")).isBetween(49, 51);
  }

  @Test
  void nonceThatWasIssuedToAnother_provesNothing() {
    String made = SipPhone.credentials("100", "secret", "MD5", "x".repeat(36));

    assertThat(challenged(2_000, made)).isEqualTo(500);
  }

  @Test
  void whoHasAnsweredAChallenge_isHeard_andChallengedAgainWhenItsNonceIsOld() {
    String nonce = nonce(bench.send(register("100", "")));
    String answer = SipPhone.credentials("100", "secret", "MD5", nonce);
    challenged(2_000, "");

    assertThat(bench.send(register("100", answer))).startsWith("SIP/2.0 200 ");
    bench.pass(Duration.ofMinutes(6));
    challenged(2_000, "");
    assertThat(bench.send(register("101", answer))).contains("stale=true");
  }

  @Test
  void phonesOfAnOffice_areChallenged_howeverManyComeAtOnce() {
    bench.bind("101", "sip:101@192.0.2.7", Bench.PEER);
    bench.known.seen("100", Bench.PEER.address(), bench.now.toEpochMilli());
    for (int i = 0; i < 1_000; i++) {
      bench.send(register("nobody", ""));
    }

    assertThat(isChallenge(bench.send(register("nobody", "")))).isFalse();
    assertThat(isChallenge(bench.send(register("100", "")))).isTrue();
    assertThat(isChallenge(bench.send(register("101", "")))).isTrue();
  }

  @Test
  void connectionsAndTheTrusted_areNotForged() {
    challenged(1_000, "");

    assertThat(isChallenge(bench.send(register("100", ""), OVER_TCP))).isTrue();
    var other = new Peer(IpAddress.parse("192.0.2.8"), 5_060, Transport.UDP);
    assertThat(isChallenge(bench.send(register("100", ""), other))).as("another source").isTrue();
    bench.trust(Bench.PEER);
    assertThat(isChallenge(bench.send(register("100", "")))).isTrue();
  }
}
