package io.ringfence.edge.transaction;

import static io.ringfence.edge.transaction.Step.Action.ACK;
import static io.ringfence.edge.transaction.Step.Action.DELIVER;
import static io.ringfence.edge.transaction.Step.Action.SEND;
import static io.ringfence.edge.transaction.Step.Action.TIME_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// RFC 3261 §17.1.1 with RFC 6026 §7.2; times count from 0.
class InviteClientTest {

  private static ClientState calling(boolean isReliable) {
    return InviteClient.begin(Timings.of(isReliable), 0);
  }

  @Test
  void timerA_doubles_untilTimerBEndsIt() {
    ClientState state = calling(false);
    var sentAt = new ArrayList<Long>();
    while (!(state instanceof ClientState.Terminated)) {
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
    assertThat(sentAt).containsExactly(500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L);
  }

  @Test
  void reliableTransport_repeatsNothing() {
    assertThat(calling(true).wakesAt()).isEqualTo(32_000);
  }

  @Test
  void provisionalResponse_endsTheRepetitions_andIsHandedUp() {
    var step = calling(false).received(180, 100);

    assertThat(step.actions()).containsExactly(DELIVER);
    assertThat(step.state()).isInstanceOf(InviteClient.Proceeding.class);
    assertThat(step.state().wakesAt()).isEqualTo(Long.MAX_VALUE);
    assertThat(step.state().received(183, 200).actions()).containsExactly(DELIVER);
  }

  @Test
  void failure_isAcknowledgedAndHandedUpOnce_itsRepetitionsAreAcknowledged_untilTimerD() {
    var step = calling(false).received(100, 10).state().received(486, 1_000);

    assertThat(step.actions()).containsExactly(ACK, DELIVER);
    var completed = step.state();
    assertThat(completed.received(486, 2_000).actions()).containsExactly(ACK);
    assertThat(completed.received(180, 2_000).actions()).isEmpty();
    assertThat(completed.wakesAt()).isEqualTo(33_000);
    assertThat(completed.woken(33_000).state()).isInstanceOf(ClientState.Terminated.class);
  }

  @Test
  void failure_overAReliableTransport_endsItAtOnce() {
    var step = calling(true).received(486, 1_000);

    assertThat(step.actions()).containsExactly(ACK, DELIVER);
    assertThat(step.state()).isInstanceOf(ClientState.Terminated.class);
  }

  @Test
  void success_isHandedUpEachTime_withoutAck_untilTimerM() {
    var step = calling(false).received(200, 1_000);

    assertThat(step.actions()).containsExactly(DELIVER);
    var accepted = step.state();
    assertThat(accepted.received(200, 2_000).actions()).containsExactly(DELIVER);
    assertThat(accepted.received(486, 2_000).actions()).isEmpty();
    assertThat(accepted.wakesAt()).isEqualTo(33_000);
    assertThat(accepted.woken(33_000).state()).isInstanceOf(ClientState.Terminated.class);
  }
}
