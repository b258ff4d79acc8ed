package io.ringfence.edge.guard;

import static io.ringfence.edge.guard.GuardedPbx.OTHER;
import static io.ringfence.edge.guard.GuardedPbx.PHONE;
import static io.ringfence.edge.guard.GuardedPbx.challenge;
import static io.ringfence.edge.guard.GuardedPbx.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Requests that prove nothing, in front of a PBX: what they leave behind, and what they get.
class PbxStrangersTest {

  private final GuardedPbx pbx = new GuardedPbx();
  private final Bench bench = pbx.bench;

  @Test
  void firstRequest_leavesNothingBehind() {
    bench.send(pbx.register("100", ""), PHONE);
    pbx.answers(pbx.oneAtPbx(), 401, challenge("abc", ""));

    bench.pass(Duration.ofSeconds(6));

    assertThat(bench.proxy.transactions()).isZero();
  }

  @Test
  void firstInvitation_leavesNothingBehind_norIsItSaidToBeOnItsWay_beforeThePbxSaysSo() {
    bench.send(pbx.request("INVITE", "sip:200@pbx.example", "100", ""), PHONE);
    var invite = pbx.oneAtPbx();
    assertThat(bench.wire.take(PHONE)).isEmpty();

    pbx.answers(invite, 407, "Proxy-Authenticate: Digest realm=\"pbx\", nonce=\"abc\"\r\n");
    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("SIP/2.0 407");
    assertThat(pbx.oneAtPbx().firstLine()).startsWith("ACK ");
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.proxy.transactions()).isZero();
    assertThat(bench.calls.table().size()).isZero();
    assertThat(bench.recorded.calls).isEmpty();

    bench.send(pbx.request("INVITE", "sip:200@pbx.example", "100", ""), PHONE);
    pbx.answers(pbx.oneAtPbx(), 100, "");
    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("SIP/2.0 100");
  }

  @Test
  void challengeAfterTrying_isRepeatedTwice_andNothingIsLeft() {
    bench.send(pbx.request("INVITE", "sip:200@pbx.example", "100", ""), PHONE);
    var invite = pbx.oneAtPbx();
    pbx.answers(invite, 100, "");
    pbx.answers(invite, 407, "Proxy-Authenticate: Digest realm=\"pbx\", nonce=\"abc\"\r\n");

    bench.pass(Duration.ofSeconds(2));

    assertThat(bench.wire.take(PHONE))
        .filteredOn(answer -> answer.firstLine().startsWith("SIP/2.0 407"))
        .hasSizeBetween(2, 3);
    assertThat(bench.proxy.transactions()).isZero();
    assertThat(bench.calls.table().size()).isZero();
  }

  @Test
  void invitationsOfForgedSources_leaveRoomForLogins() {
    pbx.challenged("100", "abc", PHONE);
    for (int source = 0; source < 10; source++) {
      var forged = GuardedPbx.udp("198.51.100." + source, 5_060);
      for (int i = 0; i < 2_000; i++) {
        bench.send(pbx.request("INVITE", "sip:200@pbx.example", "100", ""), forged);
        pbx.atPbx().forEach(one -> pbx.answers(one, 407, ""));
        bench.wire.sent.clear();
      }
    }

    assertThat(bench.send(pbx.register("200", ""), OTHER)).isNull();
    bench.send(pbx.register("100", credentials("Authorization", "100", "abc")), PHONE);

    assertThat(pbx.atPbx()).hasSize(2);
    assertThat(bench.proxy.refusedOfSenders()).isPositive();
  }

  @Test
  void callOfAStranger_isFollowed_onceThePbxLetsItRing() {
    bench.send(pbx.request("INVITE", "sip:200@pbx.example", "100", ""), PHONE);
    var invite = pbx.oneAtPbx();
    pbx.answers(invite, 100, "");
    assertThat(bench.recorded.calls).isEmpty();

    pbx.answers(invite, 180, "");

    assertThat(bench.recorded.calls).hasSize(1);
  }

  @Test
  void challengesToASource_areFew_unlessItsAccountIsBoundThere() {
    pbx.registered("100", PHONE);
    bench.wire.sent.clear();
    for (int i = 0; i < 600; i++) {
      bench.send(pbx.register("u" + i, ""), PHONE);
      pbx.atPbx().forEach(one -> pbx.answers(one, 401, challenge("abc", "")));
    }

    assertThat(bench.wire.take(PHONE)).hasSizeBetween(495, 500);
    bench.send(pbx.register("u", ""), PHONE);
    assertThat(pbx.atPbx()).isEmpty();
    bench.send(pbx.register("100", ""), PHONE);
    assertThat(pbx.atPbx()).hasSize(1);
  }
}
