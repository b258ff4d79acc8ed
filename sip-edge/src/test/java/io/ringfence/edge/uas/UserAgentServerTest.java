package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.admission.Rules;
import io.ringfence.edge.sip.Peer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UserAgentServerTest {

  private final Bench bench = new Bench("ringfence.local", "100", "secret");
  private int cseq;

  private static String request(String method, String branch, int cseq, String more) {
    return """
        %s sip:ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=%s
        From: <sip:100@ringfence.local>;tag=1
        To: <sip:100@ringfence.local>
        Call-ID: one
        CSeq: %d %s
        Contact: <sip:100@192.0.2.7>
        %s
        """
        .replace("\n", "\r\n")
        .formatted(method, branch, cseq, method, more);
  }

  private @Nullable String guess(String user, String password, String nonce) {
    return bench.send(
        request(
            "REGISTER",
            SipPhone.branch(),
            ++cseq,
            SipPhone.credentials(user, password, "MD5", nonce)));
  }

  private String nonce() {
    String answer = bench.send(request("REGISTER", SipPhone.branch(), ++cseq, ""));
    var matcher = Pattern.compile("nonce=\"([^\"]*)\"").matcher(String.valueOf(answer));
    assertThat(matcher.find()).as("%s", answer).isTrue();
    return matcher.group(1);
  }

  @Test
  void answersNothingMore_afterTheLimitOfFailures_whateverIsSent() {
    String nonce = nonce();
    for (int failure = 0; failure < 5; failure++) {
      assertThat(guess("100", "wrong", nonce)).startsWith("SIP/2.0 401 ");
    }

    assertThat(guess("100", "secret", nonce)).isNull();
    assertThat(bench.send(request("OPTIONS", SipPhone.branch(), ++cseq, ""))).isNull();
    assertThat(bench.send("rubbish")).isNull();
    assertThat(bench.recorded.attempts).hasSize(5);
    assertThat(bench.recorded.guessesPastLimit).isZero();
    assertThat(bench.recorded.drops).containsOnly(Drop.FUSED).hasSize(3);
  }

  @Test
  void answersAgain_whenTheFirstFailureHasLeftThePeriod() {
    String nonce = nonce();
    for (int failure = 0; failure < 5; failure++) {
      guess("100", "wrong", nonce);
      bench.now = bench.now.plusSeconds(10);
    }
    assertThat(guess("100", "secret", nonce)).isNull();

    bench.now = bench.now.plus(Duration.ofMinutes(10)).minusSeconds(50);

    assertThat(guess("100", "secret", nonce)).startsWith("SIP/2.0 401 ").contains("stale=true");
    assertThat(guess("100", "secret", nonce())).startsWith("SIP/2.0 200 ");
  }

  @Test
  void trustedSource_isNeverSilenced() {
    bench.admission.rules(
        new Rules(
            Configuration.INITIAL.policy(),
            IpRangeSet.of(List.of(IpRange.of(Bench.PEER.address()))),
            null,
            null));
    String nonce = nonce();
    for (int failure = 0; failure < 20; failure++) {
      assertThat(guess("100", "wrong", nonce)).startsWith("SIP/2.0 401 ");
    }
  }

  @Test
  void failuresAreNotCounted_whileThePolicyIsDisabled() {
    var policy = Configuration.INITIAL.policy();
    var disabled =
        new GuardPolicy(
            1, false, policy.attempts(), policy.period(), policy.blockFor(), null, List.of());
    bench.admission.rules(new Rules(disabled, IpRangeSet.EMPTY, null, null));
    String nonce = nonce();
    for (int failure = 0; failure < 9; failure++) {
      assertThat(guess("100", "wrong", nonce)).startsWith("SIP/2.0 401 ");
    }

    bench.admission.rules(new Rules(policy, IpRangeSet.EMPTY, null, null));

    assertThat(guess("100", "secret", nonce)).startsWith("SIP/2.0 200 ");
  }

  @Test
  void blockThatComesAfterTheFirstLook_silencesTheMessage() {
    byte[] message = request("OPTIONS", "z9hG4bKx", 1, "").getBytes(StandardCharsets.UTF_8);
    assertThat(bench.server.door().hears(Bench.PEER, bench.now)).isTrue();
    var block =
        new BlockDecision(
            Event.SCHEMA_VERSION,
            EventIds.next(),
            bench.now,
            EventIds.next(),
            new BlockTarget.Ip(Bench.PEER.address()),
            Set.of(Service.SIP),
            Rule.PASSWORD_GUESSING,
            Origin.GUARD,
            BlockState.ACTIVE,
            1,
            Evidence.NONE,
            bench.now,
            null,
            null,
            null);

    bench.blocks.apply(block.target(), block, bench.now);

    assertThat(bench.server.receive(message, Bench.PEER, bench.now)).isNull();
    assertThat(bench.recorded.drops).containsExactly(Drop.BLOCKED);
  }

  @Test
  void clientWithoutQop_isAccepted() {
    String nonce = nonce();
    String ha1 = hash("100:ringfence.local:secret");
    String response = hash(ha1 + ":" + nonce + ":" + hash("REGISTER:sip:ringfence.local"));
    String credentials =
        "Authorization: Digest username=\"100\", realm=\"ringfence.local\", nonce=\"%s\","
                .formatted(nonce)
            + " uri=\"sip:ringfence.local\", response=\"%s\"\r\n".formatted(response);

    String answer = bench.send(request("REGISTER", SipPhone.branch(), ++cseq, credentials));

    assertThat(answer).startsWith("SIP/2.0 200 ");
  }

  private static String hash(String text) {
    return java.util.HexFormat.of().formatHex(SipPhone.raw("MD5", text));
  }

  @Test
  void agentThatGivesUpOnTwoChallenges_getsTheMd5OneAlone() {
    String answer =
        bench.send(request("REGISTER", SipPhone.branch(), ++cseq, "User-Agent: old phone 1.2\r\n"));

    assertThat(answer).contains("algorithm=MD5").doesNotContain("SHA-256");
  }

  @Test
  void repeatedGuess_getsTheSameAnswer_oneWithALargeAnswerSilence() {
    String nonce = nonce();
    String usual =
        request(
            "REGISTER", "z9hG4bKusual", ++cseq, SipPhone.credentials("100", "wrong", "MD5", nonce));
    String large =
        request(
                "REGISTER",
                "z9hG4bKlarge",
                ++cseq,
                SipPhone.credentials("100", "wrong", "MD5", nonce))
            .replace("Call-ID: one", "Call-ID: " + "x".repeat(2_000));

    assertThat(bench.send(usual)).startsWith("SIP/2.0 401 ").isEqualTo(bench.send(usual));
    assertThat(bench.send(large)).startsWith("SIP/2.0 401 ");
    assertThat(bench.send(large)).isNull();
    assertThat(bench.recorded.attempts).hasSize(2);
  }

  @Test
  void onlyRejectedLogins_areKeptForRetransmissions() {
    String brief = SipPhone.credentials("100", "secret", "MD5", nonce()) + "Expires: 1\r\n";

    assertThat(bench.send(request("REGISTER", SipPhone.branch(), ++cseq, brief)))
        .startsWith("SIP/2.0 423 ");

    assertThat(bench.server.transactions()).isZero();
  }

  @Test
  void expiredNonce_isChallengedAnew_andNothingIsCounted_whateverThePassword() {
    String nonce = nonce();
    bench.now = bench.now.plus(Duration.ofMinutes(6));

    for (int i = 0; i < 9; i++) {
      assertThat(guess("100", "wrong", nonce)).startsWith("SIP/2.0 401 ").contains("stale=true");
    }
    assertThat(guess("100", "secret", nonce)).startsWith("SIP/2.0 401 ").contains("stale=true");

    assertThat(bench.recorded.attempts).isEmpty();
    assertThat(guess("100", "secret", nonce())).startsWith("SIP/2.0 200 ");
  }

  /// RFC 5626 §8: phones keep their flows over UDP alive on the SIP port.
  @Test
  void stunBindingRequest_isAnswered_overUdp() {
    byte[] stun =
        java.util.HexFormat.of().parseHex("000100002112a442" + "b7e7a701bc34d686fa87dfae");
    var connected = new Peer(Bench.PEER.address(), 5060, Transport.TCP);

    var reply = bench.server.receive(stun.clone(), Bench.PEER, bench.now);

    assertThat(reply).isNotNull();
    assertThat(reply.message()).startsWith(1, 1).hasSize(32);
    assertThat(bench.server.receive(stun, connected, bench.now)).isNull();
    assertThat(bench.recorded.drops).containsExactly(Drop.NOT_SIP);
  }

  @Test
  void oneRequest_isOneGuess() {
    String nonce = nonce();
    String many =
        SipPhone.credentials("100", "a", "MD5", nonce)
            + SipPhone.credentials("100", "b", "MD5", nonce)
            + SipPhone.credentials("100", "secret", "MD5", nonce);

    String answer = bench.send(request("REGISTER", SipPhone.branch(), ++cseq, many));

    assertThat(answer).startsWith("SIP/2.0 401 ");
    assertThat(bench.recorded.attempts).hasSize(1);
  }

  @Test
  void firstLoginIsTold_refreshesAreNot() {
    assertThat(guess("100", "secret", nonce())).startsWith("SIP/2.0 200 ");
    assertThat(guess("100", "secret", nonce())).startsWith("SIP/2.0 200 ");

    assertThat(bench.recorded.attempts).hasSize(1);
    assertThat(bench.recorded.attempts.getFirst().outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(bench.recorded.set).hasSize(1);
  }

  @Test
  void loginThatIsRefreshedForDays_isToldOnceADay() {
    for (int hour = 0; hour < 72; hour++) {
      assertThat(guess("100", "secret", nonce())).startsWith("SIP/2.0 200 ");
      bench.now = bench.now.plus(Duration.ofMinutes(59));
    }

    assertThat(bench.recorded.attempts).hasSizeBetween(3, 4);
    assertThat(bench.recorded.attempts).allMatch(attempt -> attempt.outcome() == Outcome.ACCEPTED);
  }

  @Test
  void refusedStrangers_areToldOnceASecond() {
    bench.admission.rules(
        new Rules(Configuration.INITIAL.policy(), IpRangeSet.EMPTY, IpRangeSet.EMPTY, null));
    for (int i = 0; i < 100; i++) {
      assertThat(bench.send(request("REGISTER", SipPhone.branch(), ++cseq, "")))
          .startsWith("SIP/2.0 403 ");
    }
    bench.now = bench.now.plusSeconds(1);
    bench.send(request("REGISTER", SipPhone.branch(), ++cseq, ""));

    assertThat(bench.recorded.attempts)
        .extracting(attempt -> attempt.reason(), attempt -> attempt.count())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Reason.NOT_PERMITTED, 1),
            org.assertj.core.groups.Tuple.tuple(Reason.NOT_PERMITTED, 100));
  }

  @Test
  void responseSaysWhereTheRequestCameFrom_andGoesThere() {
    var peer = new Peer(IpAddress.parse("198.51.100.9"), 61_000, Transport.UDP);
    String withRport = request("OPTIONS", "z9hG4bKx;rport", 1, "");
    byte[] plain = request("OPTIONS", "z9hG4bKy", 1, "").getBytes(StandardCharsets.UTF_8);

    String answer = bench.send(withRport.getBytes(StandardCharsets.UTF_8), peer);
    var reply = bench.server.receive(plain, peer, bench.now);

    assertThat(answer)
        .contains(
            "Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKx;rport=61000;received=198.51.100.9");
    assertThat(reply).isNotNull();
    assertThat(reply.port()).isEqualTo(5060);
  }

  @Test
  void sameRequest_getsTheSameToTag_otherRequestsDoNot() {
    String one = bench.send(request("OPTIONS", "z9hG4bKx", 1, ""));
    String same = bench.send(request("OPTIONS", "z9hG4bKx", 1, ""));
    String other = bench.send(request("OPTIONS", "z9hG4bKx", 2, ""));

    assertThat(one).isEqualTo(same).containsPattern("To: .*;tag=[0-9a-f]{16}\r\n");
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void mutatedMessages_neverHarmTheServer() {
    long seed = Long.getLong("ringfence.test.seed", 20_260_102L);
    var random = new SplittableRandom(seed);
    String nonce = nonce();
    byte[] good =
        request("REGISTER", "z9hG4bK-fuzz", 9, SipPhone.credentials("100", "x", "MD5", nonce))
            .getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 50_000; round++) {
      byte[] message = Mutation.of(good, random);
      try {
        bench.server.receive(message, Bench.PEER, bench.now);
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed %d, round %d: %s"
                .formatted(seed, round, new String(message, StandardCharsets.ISO_8859_1)),
            e);
      }
    }
    bench.fuse.forgive(Bench.PEER.address(), bench.now.toEpochMilli());
    assertThat(guess("100", "secret", nonce())).startsWith("SIP/2.0 200 ");
  }
}
