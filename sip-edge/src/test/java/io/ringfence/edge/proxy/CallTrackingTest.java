package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static io.ringfence.edge.proxy.Call.SECOND;
import static io.ringfence.edge.proxy.Call.TRUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEnd;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.CallState;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is told of the calls that pass.
class CallTrackingTest {

  private Bench bench;
  private Call call;

  @BeforeEach
  void open() throws Exception {
    call = Call.betweenAccountsAndTrunk();
    bench = call.bench;
  }

  private CallEvent last() {
    return bench.recorded.calls.getLast();
  }

  private List<CallState> states() {
    return bench.recorded.calls.stream().map(CallEvent::state).toList();
  }

  private Sent ring() {
    call.invite("");
    bench.wire.take(CALLER);
    return bench.wire.one(PHONE);
  }

  private Sent answered() {
    var invite = ring();
    bench.send(Call.answer(invite, 200, "callee", "Contact: <sip:200@10.1.1.1:5062>\r\n"), PHONE);
    return bench.wire.one(CALLER);
  }

  private void send(Sent ok, String method, Peer from, Peer to, int status) {
    bench.send(call.within(ok, method, from.equals(CALLER)), from);
    call.answers(to, bench.wire.one(to), status);
    bench.wire.take(from);
  }

  @Test
  void callBetweenOurAccounts_isAttempted_answered_andEnded() {
    var ok = answered();
    bench.pass(Duration.ofSeconds(60));

    send(ok, "BYE", CALLER, PHONE, 200);

    assertThat(states()).containsExactly(CallState.ATTEMPTED, CallState.ANSWERED, CallState.ENDED);
    assertThat(bench.recorded.calls.stream().map(CallEvent::call).distinct()).hasSize(1);
    var event = last();
    assertThat(event.direction()).isEqualTo(CallDirection.INTERNAL);
    assertThat(event.account()).isEqualTo("100");
    assertThat(event.from()).isEqualTo("100");
    assertThat(event.to()).isEqualTo("200");
    assertThat(event.callId()).isEqualTo("call-1");
    assertThat(event.source()).isEqualTo(CALLER.address());
    assertThat(event.end()).isEqualTo(CallEnd.CALLER_HUNG_UP);
    assertThat(event.duration()).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
    assertThat(bench.calls.table().size()).isZero();
  }

  @Test
  void calleeHangsUp() {
    send(answered(), "BYE", PHONE, CALLER, 200);

    assertThat(last().end()).isEqualTo(CallEnd.CALLEE_HUNG_UP);
  }

  @Test
  void calls_outAndIn_nameTheUpstream() {
    bench.send(
        call.authorized(
            call.request("INVITE", "sip:004930123@ringfence.local", ""), "100", "secret"),
        CALLER);
    assertThat(last().direction()).isEqualTo(CallDirection.OUTGOING);
    assertThat(last().upstream()).isEqualTo("192.0.2.50");
    assertThat(last().to()).isEqualTo("004930123");
    assertThat(last().destination()).isEqualTo("+4930123");
    assertThat(last().account()).isEqualTo("100");

    bench.send(
        call.request("INVITE", "sip:200@192.0.2.1", "z9hG4bKin", "+4930", "192.0.2.50", "")
            .replace("call-1", "call-2"),
        TRUNK);
    assertThat(last().direction()).isEqualTo(CallDirection.INCOMING);
    assertThat(last().account()).isEqualTo("200");
    assertThat(last().from()).isEqualTo("+4930");
    assertThat(last().upstream()).isEqualTo("192.0.2.50");
  }

  @Test
  void refusedCall_endsWithTheStatus_andAChallengedOneOnlyIfItIsNotTriedAgain() {
    call.answers(PHONE, ring(), 486);

    assertThat(last().end()).isEqualTo(CallEnd.FAILED);
    assertThat(last().status()).isEqualTo(486);
    assertThat(last().answeredAt()).isNull();
    assertThat(last().duration()).isNull();
  }

  /// RFC 3261 §9.
  @Test
  void cancelledCall() {
    String request =
        call.authorized(call.request("INVITE", "sip:200@ringfence.local", ""), "100", "secret");
    bench.send(request, CALLER);
    var invite = bench.wire.one(PHONE);
    call.answers(PHONE, invite, 180);
    bench.send(
        request
            .replaceFirst("^INVITE", "CANCEL")
            .replaceFirst("CSeq: (\\d+) INVITE", "CSeq: $1 CANCEL")
            .replaceFirst("Proxy-Authorization:.*\r\n", ""),
        CALLER);

    call.answers(PHONE, invite, 487);

    assertThat(states()).containsExactly(CallState.ATTEMPTED, CallState.ENDED);
    assertThat(last().end()).isEqualTo(CallEnd.CANCELLED);
  }

  @Test
  void phoneThatStaysSilent_isATimeout() {
    ring();

    bench.pass(Duration.ofSeconds(33));

    assertThat(last().end()).isEqualTo(CallEnd.TIMEOUT);
  }

  /// Timer C (§16.8).
  @Test
  void callThatRingsTooLong_isATimeout() {
    var invite = ring();
    call.answers(PHONE, invite, 180);
    bench.pass(Duration.ofSeconds(182));
    call.answers(PHONE, invite, 487);

    assertThat(last().end()).isEqualTo(CallEnd.TIMEOUT);
  }

  @Test
  void whatIsRepeated_countsOnce() {
    String request =
        call.authorized(call.request("INVITE", "sip:200@ringfence.local", ""), "100", "secret");
    bench.send(request, CALLER);
    bench.send(request, CALLER);
    var invite = bench.wire.take(PHONE).getFirst();
    for (int i = 0; i < 3; i++) {
      call.answers(PHONE, invite, 200);
    }

    assertThat(states()).containsExactly(CallState.ATTEMPTED, CallState.ANSWERED);
  }

  /// §14.
  @Test
  void reinvite_leavesItOneCall() {
    var ok = answered();
    send(ok, "INVITE", CALLER, PHONE, 200);
    send(ok, "UPDATE", PHONE, CALLER, 200);
    send(ok, "INFO", CALLER, PHONE, 500);

    assertThat(states()).containsExactly(CallState.ATTEMPTED, CallState.ANSWERED);
    assertThat(bench.calls.table().size()).isEqualTo(1);
  }

  /// §16.7, step 10: the phone that was not answered stops ringing, which is no end of the call.
  @Test
  void forkedCall_isOne() {
    bench.bind("200", "sip:200@10.1.1.2:5062", SECOND);
    call.invite("");
    var first = bench.wire.one(PHONE);
    var second = bench.wire.one(SECOND);
    call.answers(PHONE, first, 180);
    call.answers(SECOND, second, 180);
    call.answers(SECOND, second, 200);
    call.answers(PHONE, first, 487);

    assertThat(states()).containsExactly(CallState.ATTEMPTED, CallState.ANSWERED);
  }

  @Test
  void byeThatIsChallenged_orGoesElsewhere_isNoEnd() {
    var ok = answered();
    send(ok, "BYE", CALLER, PHONE, 401);
    assertThat(last().state()).isEqualTo(CallState.ANSWERED);

    send(ok, "BYE", CALLER, PHONE, 481);
    assertThat(last().state()).isEqualTo(CallState.ENDED);
  }

  @Test
  void byeOfAnotherDialog_isNoEnd() {
    var ok = answered();
    String other = call.within(ok, "BYE", true).replace(";tag=callee", ";tag=other");

    bench.send(other, CALLER);
    call.answers(PHONE, bench.wire.one(PHONE), 200);

    assertThat(last().state()).isEqualTo(CallState.ANSWERED);
  }

  @Test
  void byeThatIsSentPastTheTrunk_isNoEnd() {
    bench.send(
        call.authorized(
            call.request("INVITE", "sip:004930123@ringfence.local", ""), "100", "secret"),
        CALLER);
    var invite = bench.wire.one(TRUNK);
    bench.wire.take(CALLER);
    bench.send(Call.answer(invite, 200, "callee", "Contact: <sip:1@192.0.2.50>\r\n"), TRUNK);
    var ok = bench.wire.one(CALLER);
    String past =
        call.within(ok, "BYE", true).replaceFirst("BYE sip:1@192.0.2.50", "BYE sip:1@192.0.2.66");

    bench.send(past, CALLER);
    call.answers(TRUNK, bench.wire.one(TRUNK), 481);
    bench.wire.take(CALLER);
    assertThat(last().state()).isEqualTo(CallState.ANSWERED);

    send(ok, "BYE", CALLER, TRUNK, 200);
    assertThat(last().state()).isEqualTo(CallState.ENDED);
  }

  /// The caller knows both tags, and speaks to itself in the callee's name.
  @Test
  void callerThatPlaysTheTrunk_neitherEndsTheCall_norLeadsItElsewhere() {
    bench.send(
        call.authorized(
            call.request("INVITE", "sip:004930123@ringfence.local", ""), "100", "secret"),
        CALLER);
    var invite = bench.wire.one(TRUNK);
    bench.wire.take(CALLER);
    bench.send(Call.answer(invite, 200, "callee", "Contact: <sip:1@192.0.2.50>\r\n"), TRUNK);
    var ok = bench.wire.one(CALLER);
    String update = call.within(ok, "UPDATE", false);
    String moved = "Contact: <sip:x@10.0.0.7:5432;transport=tcp>";

    bench.send(update.replaceFirst("Contact: .*", moved), CALLER);
    call.answers(CALLER, bench.wire.take(CALLER).getFirst(), 200);
    bench.send(call.within(ok, "BYE", false), CALLER);
    call.answers(CALLER, bench.wire.take(CALLER).getLast(), 200);
    bench.wire.sent.clear();
    String info = call.within(ok, "INFO", true);
    bench.send(
        info.replace("INFO sip:1@192.0.2.50", "INFO sip:x@10.0.0.7:5432;transport=tcp"), CALLER);

    assertThat(last().state()).isEqualTo(CallState.ANSWERED);
    assertThat(bench.wire.sent).allMatch(one -> one.to().equals(TRUNK));
    bench.send(call.within(ok, "BYE", false), TRUNK);
    call.answers(CALLER, bench.wire.one(CALLER), 200);
    assertThat(last().end()).isEqualTo(CallEnd.CALLEE_HUNG_UP);
  }

  /// §22.3: the trunk asks for credentials; the second invitation is the same call.
  @Test
  void challengeOfTheTrunk_isNotASecondCall() {
    for (int i = 0; i < 2; i++) {
      bench.send(
          call.authorized(
              call.request("INVITE", "sip:004930123@ringfence.local", ""), "100", "secret"),
          CALLER);
      call.answers(TRUNK, bench.wire.take(TRUNK).getFirst(), i == 0 ? 407 : 200);
      bench.wire.sent.clear();
    }

    assertThat(states()).containsExactly(CallState.ATTEMPTED, CallState.ANSWERED);
  }

  @Test
  void callThatGoesOn_isConfirmed_andOneThatIsTooOldIsLost() {
    answered();
    bench.calls.table().sweep(bench.now.plus(Duration.ofSeconds(59)));
    assertThat(states()).hasSize(2);

    bench.calls.table().sweep(bench.now.plus(Duration.ofSeconds(61)));
    assertThat(states()).endsWith(CallState.ANSWERED, CallState.ANSWERED);

    bench.calls.table().sweep(bench.now.plus(Duration.ofHours(13)));
    assertThat(last().end()).isEqualTo(CallEnd.LOST);
    assertThat(last().answeredAt()).isNotNull();
  }

  /// RFC 4028 §7.2: the value of the 2xx holds.
  @Test
  void sessionTimer_isFollowed() {
    bench.send(Call.answer(ring(), 200, "callee", "Session-Expires: 90;refresher=uac\r\n"), PHONE);

    bench.calls.table().sweep(bench.now.plus(Duration.ofSeconds(121)));
    assertThat(last().state()).isEqualTo(CallState.ANSWERED);
    bench.calls.table().sweep(bench.now.plus(Duration.ofSeconds(124)));
    assertThat(last().end()).isEqualTo(CallEnd.LOST);
  }

  @Test
  void atTheBound_callsAreCarriedAndNotTracked() {
    for (int i = 0; i < 4; i++) {
      String request =
          call.request("INVITE", "sip:200@ringfence.local", "").replace("call-1", "many-" + i);
      bench.send(call.authorized(request, "100", "secret"), CALLER);
    }

    assertThat(bench.wire.take(PHONE)).hasSize(4);
    assertThat(bench.calls.table().size()).isEqualTo(3);
    assertThat(bench.calls.table().untracked()).isEqualTo(1);
    assertThat(states()).hasSize(3);
  }

  @Test
  void whatTheCallerWrote_isBoundedAndEscaped() {
    String request =
        call.request("INVITE", "sip:200@ringfence.local", "User-Agent: " + "x".repeat(500) + "\r\n")
            .replace("call-1", "c".repeat(300));

    bench.send(call.authorized(request, "100", "secret"), CALLER);

    assertThat(last().userAgent()).hasSize(CallEvent.MAX_TEXT);
    assertThat(last().callId()).hasSize(CallEvent.MAX_TEXT);
  }

  @Test
  void endOfTheNode_isTold() {
    answered();

    bench.calls.table().close(bench.now);

    assertThat(last().end()).isEqualTo(CallEnd.LOST);
  }
}
