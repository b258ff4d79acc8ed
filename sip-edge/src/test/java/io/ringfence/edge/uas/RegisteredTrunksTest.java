package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.admission.Decisions;
import io.ringfence.edge.admission.Rules;
import io.ringfence.edge.sip.Peer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegisteredTrunksTest {

  private static final Peer OTHER = new Peer(IpAddress.parse("203.0.113.9"), 5060, Transport.UDP);

  private final Bench bench = new Bench("ringfence.local", "trunk", "secret", "100", "other");
  private int cseq;

  @BeforeEach
  void oneTrunk() {
    trunks(new Trunks(List.of("trunk"), Duration.ofHours(24)));
  }

  private void trunks(Trunks trunks) {
    var policy = Configuration.INITIAL.policy().with(trunks);
    bench.admission.rules(new Rules(policy, IpRangeSet.EMPTY, null, null));
  }

  private @Nullable String register(Peer peer, String account, String more) {
    String message =
        """
        REGISTER sip:ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK%d
        From: <sip:%s@ringfence.local>;tag=1
        To: <sip:%s@ringfence.local>
        Call-ID: one
        CSeq: %d REGISTER
        Contact: <sip:%s@192.0.2.7>
        Expires: 3600
        %s
        """
            .replace("\n", "\r\n")
            .formatted(++cseq, account, account, cseq, account, more);
    return bench.send(message.getBytes(StandardCharsets.UTF_8), peer);
  }

  private @Nullable String login(Peer peer, String account, String password) {
    String answer = register(peer, account, "");
    var matcher = Pattern.compile("nonce=\"([^\"]*)\"").matcher(String.valueOf(answer));
    assertThat(matcher.find()).as("%s", answer).isTrue();
    return register(
        peer, account, SipPhone.credentials(account, password, "MD5", matcher.group(1)));
  }

  private void fails(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(login(Bench.PEER, "trunk", "wrong")).startsWith("SIP/2.0 401 ");
    }
  }

  @Test
  void itsFailuresDoNotBlowTheFuse_untilItsMemoryIsOver() {
    assertThat(login(Bench.PEER, "trunk", "secret")).startsWith("SIP/2.0 200 ");
    fails(20);
    bench.now = bench.now.plus(Duration.ofHours(23));
    fails(20);

    bench.now = bench.now.plus(Duration.ofHours(1));
    fails(5);
    assertThat(register(Bench.PEER, "trunk", "")).isNull();
    assertThat(bench.recorded.drops).containsExactly(Drop.FUSED);
  }

  @Test
  void othersBehindItsAddress_areSparedToo_thoseElsewhereAreNot() {
    login(Bench.PEER, "trunk", "secret");
    for (int i = 0; i < 20; i++) {
      assertThat(login(Bench.PEER, "100", "wrong")).startsWith("SIP/2.0 401 ");
    }
    for (int i = 0; i < 5; i++) {
      login(OTHER, "trunk", "wrong");
    }

    assertThat(register(OTHER, "trunk", "")).isNull();
  }

  @Test
  void anAccountThatIsNoTrunkAnyMore_sparesNobody() {
    login(Bench.PEER, "trunk", "secret");
    trunks(Trunks.NONE);
    fails(5);

    assertThat(register(Bench.PEER, "trunk", "")).isNull();
  }

  @Test
  void passesTheShieldOfAnAccount() {
    login(Bench.PEER, "trunk", "secret");
    var target = BlockTarget.ofKey("account 100");
    bench.blocks.apply(
        target,
        Decisions.block(
            target, Origin.GUARD, new UUID(1, 1), bench.now, bench.now.plusSeconds(3_600)),
        bench.now);

    assertThat(login(OTHER, "100", "other")).startsWith("SIP/2.0 401 ");
    assertThat(login(Bench.PEER, "100", "other")).startsWith("SIP/2.0 200 ");
  }

  @Test
  void isToldOnceAnHour_whileItStaysRegistered() {
    for (int i = 0; i < 24; i++) {
      login(Bench.PEER, "trunk", "secret");
      bench.now = bench.now.plus(Duration.ofMinutes(10));
    }
    login(OTHER, "100", "other");
    login(OTHER, "100", "other");

    assertThat(bench.recorded.attempts)
        .extracting(AuthenticationAttempt::outcome)
        .containsOnly(Outcome.ACCEPTED);
    assertThat(bench.recorded.attempts)
        .extracting(AuthenticationAttempt::account)
        .containsExactly("trunk", "trunk", "trunk", "trunk", "100");
  }
}
