package io.ringfence.edge.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.CallEnd;
import io.ringfence.contracts.event.CallState;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The phases of a call, and nothing but their legal transitions.
class PhaseTest {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant LONG_AGO = START.minus(Duration.ofHours(1));

  private final Phase attempted = new Phase.Attempted(List.of());

  private static SipUri uri(String text) {
    try {
      return SipUri.parse(text);
    } catch (SipParseException e) {
      throw new AssertionError(e);
    }
  }

  private static Dialog dialog(String calleeTag) {
    var caller = new Party("<sip:1@a>;tag=c", uri("sip:1@192.0.2.1"), List.of(), null, 1);
    var callee =
        new Party("<sip:2@a>;tag=" + calleeTag, uri("sip:2@192.0.2.2"), List.of(), null, -1);
    return new Dialog(calleeTag, caller, callee);
  }

  private static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }

  @Test
  void provisionalResponsesMakeEarlyDialogs_eachOnce() {
    var ringing = attempted.rings(dialog("a")).rings(dialog("b")).rings(dialog("a"));

    assertThat(ringing.state()).isEqualTo(CallState.ATTEMPTED);
    assertThat(ringing.dialogs()).extracting(Dialog::calleeTag).containsExactly("a", "b");
  }

  @Test
  void earlyDialogsAreBounded() {
    var phase = attempted;
    for (int i = 0; i < 3 * Phase.MAX_DIALOGS; i++) {
      phase = phase.rings(dialog("tag" + i));
    }

    assertThat(phase.dialogs()).hasSize(Phase.MAX_DIALOGS);
  }

  @Test
  void firstSuccessAnswers_andItsRepetitionChangesNothing() {
    var answered = attempted.rings(dialog("a")).answered(dialog("a"), null, at(3));

    assertThat(answered)
        .isInstanceOfSatisfying(
            Phase.Answered.class, phase -> assertThat(phase.answeredAt()).isEqualTo(at(3)));
    assertThat(answered.answered(dialog("a"), null, at(4))).isSameAs(answered);
  }

  /// RFC 3262 §4: PRACK takes a number of its own within the early dialog.
  @Test
  void whatWasSentWithinTheEarlyDialog_countsInTheConfirmedOne() {
    var answered =
        attempted
            .rings(dialog("a"))
            .requested("a", Side.CALLER, 2)
            .answered(dialog("a"), null, at(3));

    assertThat(answered.dialogs().getFirst().caller().sequence()).isEqualTo(2);
  }

  @Test
  void otherFinalResponseEnds_withItsStatus() {
    assertThat(attempted.failed(486, CallEnd.FAILED, at(2)))
        .isEqualTo(new Phase.Ended(CallEnd.FAILED, 486, null, null, at(2)));
  }

  /// RFC 3261 §22.3: the same call, with credentials.
  @Test
  void challenge_isTheSameCall_ifItIsTriedAgain_andAnEndIfNot() {
    var challenged = attempted.failed(407, CallEnd.FAILED, at(1));

    assertThat(challenged.state()).isEqualTo(CallState.ATTEMPTED);
    assertThat(challenged.invitedAgain()).isEqualTo(attempted);
    assertThat(challenged.woken(START, LONG_AGO, at(20))).isSameAs(challenged);
    assertThat(challenged.woken(START, LONG_AGO, at(40)))
        .isEqualTo(new Phase.Ended(CallEnd.FAILED, 407, null, null, at(1)));
  }

  @Test
  void byeEnds_andSaysWhoseItWas() {
    var answered = attempted.answered(dialog("a"), null, at(3));

    assertThat(answered.hungUp("a", Side.CALLEE, at(9)))
        .isEqualTo(new Phase.Ended(CallEnd.CALLEE_HUNG_UP, null, null, at(3), at(9)));
    assertThat(answered.hungUp("a", Side.CALLER, at(9)))
        .isEqualTo(new Phase.Ended(CallEnd.CALLER_HUNG_UP, null, null, at(3), at(9)));
    assertThat(answered.hungUp("another", Side.CALLER, at(9))).isSameAs(answered);
  }

  /// RFC 3261 §13.2.2.4: two phones were answered at once, and one is hung up again.
  @Test
  void forkAnsweredTwice_goesOnUntilBothAreOver_whateverIsRepeated() {
    var both = attempted.answered(dialog("a"), null, at(3)).answered(dialog("b"), null, at(3));

    var one = both.hungUp("b", Side.CALLER, at(4)).answered(dialog("b"), null, at(5));

    assertThat(one.dialogs()).extracting(Dialog::calleeTag).containsExactly("a");
    assertThat(one.hungUp("a", Side.CALLER, at(9)).state()).isEqualTo(CallState.ENDED);
  }

  /// RFC 3261 §12.2: a target refresh; §14: a re-INVITE leaves it one call.
  @Test
  void refreshChangesBothTargets_andNothingElse() {
    var answered = attempted.answered(dialog("a"), null, at(3));

    var refreshed =
        answered
            .requested("a", Side.CALLEE, 7)
            .refreshed("a", Side.CALLEE, uri("sip:2@new"), uri("sip:1@new"), null, at(9));

    var dialog = refreshed.dialogs().getFirst();
    assertThat(dialog.callee().target()).isEqualTo(uri("sip:2@new"));
    assertThat(dialog.callee().sequence()).isEqualTo(7);
    assertThat(dialog.caller().target()).isEqualTo(uri("sip:1@new"));
    assertThat(refreshed.state()).isEqualTo(CallState.ANSWERED);
  }

  /// RFC 4028 §10.
  @Test
  void sessionThatIsNotRefreshed_isLost_andARefreshedOneGoesOn() {
    var answered = attempted.answered(dialog("a"), Duration.ofSeconds(90), START);
    var refreshed =
        answered.refreshed("a", Side.CALLER, null, null, Duration.ofSeconds(90), at(100));

    assertThat(answered.woken(START, LONG_AGO, at(120))).isSameAs(answered);
    assertThat(answered.woken(START, LONG_AGO, at(123)))
        .isEqualTo(new Phase.Ended(CallEnd.LOST, null, null, START, at(123)));
    assertThat(refreshed.woken(START, LONG_AGO, at(200))).isSameAs(refreshed);
  }

  @Test
  void callWithoutSessionTimer_isLostWhenItIsTooOld() {
    var answered = attempted.answered(dialog("a"), null, at(3));

    assertThat(answered.woken(START, at(3), at(3600))).isSameAs(answered);
    assertThat(answered.woken(START, at(4), at(3600)).state()).isEqualTo(CallState.ENDED);
    assertThat(attempted.woken(START, at(1), at(3600)).state()).isEqualTo(CallState.ENDED);
  }

  @Test
  void endOfOperatorKeepsWhenItWasAnswered_andNothingFollowsIt() {
    var ended = attempted.answered(dialog("a"), null, at(3)).ended(CallEnd.OPERATOR, "ops", at(9));

    assertThat(ended).isEqualTo(new Phase.Ended(CallEnd.OPERATOR, null, "ops", at(3), at(9)));
    assertThat(ended.hungUp("a", Side.CALLER, at(10))).isSameAs(ended);
    assertThat(ended.answered(dialog("b"), null, at(10))).isSameAs(ended);
    assertThat(ended.ended(CallEnd.LOST, null, at(10))).isSameAs(ended);
    assertThat(ended.woken(START, at(1), at(3600))).isSameAs(ended);
  }
}
