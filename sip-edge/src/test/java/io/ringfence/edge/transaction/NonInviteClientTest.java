package io.ringfence.edge.transaction;

import static io.ringfence.edge.transaction.Step.Action.DELIVER;
import static io.ringfence.edge.transaction.Step.Action.SEND;
import static io.ringfence.edge.transaction.Step.Action.TIME_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// RFC 3261 §17.1.2; times count from 0.
class NonInviteClientTest {

  private static ClientState trying(boolean isReliable) {
    return NonInviteClient.begin(Timings.of(isReliable), 0);
  }

  private static List<Long> repetitions(ClientState from) {
    var sentAt = new ArrayList<Long>();
    var state = from;
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
    return sentAt;
  }

  @Test
  void timerE_doublesUpToT2_untilTimerFEndsIt() {
    assertThat(repetitions(trying(false)))
        .containsExactly(
            500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
  }

  @Test
  void provisionalResponse_slowsTheRepetitionsDown() {
    var step = trying(false).received(183, 100);

    assertThat(step.actions()).containsExactly(DELIVER);
    assertThat(repetitions(step.state()))
        .containsExactly(4_100L, 8_100L, 12_100L, 16_100L, 20_100L, 24_100L, 28_100L);
  }

  @Test
  void finalResponse_isHandedUpOnce_andAbsorbedUntilTimerK() {
    var step = trying(false).received(200, 1_000);

    assertThat(step.actions()).containsExactly(DELIVER);
    assertThat(step.state().received(200, 1_100).actions()).isEmpty();
    assertThat(step.state().wakesAt()).isEqualTo(6_000);
    assertThat(step.state().woken(6_000).state()).isInstanceOf(ClientState.Terminated.class);
  }

  @Test
  void finalResponse_overAReliableTransport_endsItAtOnce() {
    var step = trying(true).received(404, 1_000);

    assertThat(step.actions()).containsExactly(DELIVER);
    assertThat(step.state()).isInstanceOf(ClientState.Terminated.class);
  }
}
