package io.ringfence.edge.transaction;

import static io.ringfence.edge.transaction.Step.Action.SEND;
import static io.ringfence.edge.transaction.Step.Action.TIME_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// RFC 3261 §17.2 with RFC 6026 §7.1; times count from 0.
class ServerStateTest {

  private static ServerState invited(boolean isReliable) {
    return new InviteServer.Proceeding(Timings.of(isReliable));
  }

  private static ServerState asked(boolean isReliable) {
    return new NonInviteServer.Trying(Timings.of(isReliable));
  }

  @Test
  void repeatedInvitation_getsTheLatestProvisionalResponse() {
    var ringing = invited(false).respond(180, 0);

    assertThat(ringing.actions()).containsExactly(SEND);
    assertThat(ringing.state().repeated().actions()).containsExactly(SEND);
    assertThat(ringing.state().wakesAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void failure_isRepeatedByTimerG_untilTimerHEndsIt() {
    var state = invited(false).respond(486, 0).state();
    var sentAt = new ArrayList<Long>();
    while (!(state instanceof ServerState.Terminated)) {
      long now = state.wakesAt();
      var step = state.woken(now);
      if (step.actions().contains(SEND)) {
        sentAt.add(now);
      } else {
        assertThat(step.actions()).containsExactly(TIME_OUT);
        assertThat(now).isEqualTo(32_000);
      }
      state = step.state();
    }
    assertThat(sentAt)
        .containsExactly(
            500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
  }

  @Test
  void acknowledgedFailure_isQuietUntilTimerI() {
    var completed = invited(false).respond(486, 0).state();
    assertThat(completed.repeated().actions()).containsExactly(SEND);

    var confirmed = completed.acknowledged(1_000).state();

    assertThat(confirmed.repeated().actions()).isEmpty();
    assertThat(confirmed.acknowledged(1_100).actions()).isEmpty();
    assertThat(confirmed.wakesAt()).isEqualTo(6_000);
    assertThat(confirmed.woken(6_000).state()).isInstanceOf(ServerState.Terminated.class);
  }

  @Test
  void acknowledgedFailure_overAReliableTransport_endsIt() {
    var completed = invited(true).respond(486, 0).state();

    assertThat(completed.wakesAt()).isEqualTo(32_000);
    assertThat(completed.acknowledged(1_000).state()).isInstanceOf(ServerState.Terminated.class);
  }

  @Test
  void acceptedInvitation_absorbsRepetitions_andPassesFurther2xxOn_untilTimerL() {
    var step = invited(false).respond(200, 0);

    assertThat(step.actions()).containsExactly(SEND);
    var accepted = step.state();
    assertThat(accepted.repeated().actions()).isEmpty();
    assertThat(accepted.respond(200, 100).actions()).containsExactly(SEND);
    assertThat(accepted.respond(486, 100).actions()).isEmpty();
    assertThat(accepted.wakesAt()).isEqualTo(32_000);
    assertThat(accepted.woken(32_000).state()).isInstanceOf(ServerState.Terminated.class);
  }

  @Test
  void secondFinalResponse_isNotSent() {
    var completed = invited(false).respond(486, 0).state();

    assertThat(completed.respond(200, 10).actions()).isEmpty();
    assertThat(completed.respond(180, 10).actions()).isEmpty();
  }

  @Test
  void otherRequest_isSilentUntilItIsAnswered_thenRepeatsTheAnswer_untilTimerJ() {
    assertThat(asked(false).repeated().actions()).isEmpty();
    var completed = asked(false).respond(200, 0);

    assertThat(completed.actions()).containsExactly(SEND);
    assertThat(completed.state().repeated().actions()).containsExactly(SEND);
    assertThat(completed.state().respond(404, 10).actions()).isEmpty();
    assertThat(completed.state().wakesAt()).isEqualTo(32_000);
    assertThat(completed.state().woken(32_000).state()).isInstanceOf(ServerState.Terminated.class);
  }

  @Test
  void otherRequest_overAReliableTransport_endsWithItsAnswer() {
    var step = asked(true).respond(200, 0);

    assertThat(step.actions()).containsExactly(SEND);
    assertThat(step.state()).isInstanceOf(ServerState.Terminated.class);
  }

  @Test
  void provisionalAnswerToAnotherRequest_isRepeated() {
    var proceeding = asked(false).respond(183, 0);

    assertThat(proceeding.actions()).containsExactly(SEND);
    assertThat(proceeding.state().repeated().actions()).containsExactly(SEND);
  }
}
