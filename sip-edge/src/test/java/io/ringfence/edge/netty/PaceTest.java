package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.netty.Pace.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Pace.Limits LIMITS =
      new Pace.Limits(
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofMillis(300),
          Duration.ofMillis(30));

  private final Pace pace = new Pace(LIMITS, 1_000);

  @Test
  void handshakeHasToBeDoneInTime_whateverComes() {
    pace.begun(1_004);
    assertThat(pace.fault(1_004)).isNull();
    assertThat(pace.fault(1_005)).isEqualTo(Fault.HANDSHAKE_TIMEOUT);
  }

  @Test
  void messageHasToBeWholeInTime_afterItsFirstOctet_notAfterItsLatest() {
    pace.established(1_000);
    pace.begun(1_100);
    pace.begun(1_109);

    assertThat(pace.fault(1_109)).isNull();
    assertThat(pace.fault(1_110)).isEqualTo(Fault.SLOW_SENDER);
  }

  @Test
  void handshakesOctets_beginNoMessage() {
    pace.begun(1_001);
    pace.established(1_003);

    assertThat(pace.fault(1_050)).isNull();
  }

  @Test
  void wholeMessageEndsTheWait_theNextBeginsAnother() {
    pace.established(1_000);
    pace.begun(1_100);
    pace.alive(1_105);
    assertThat(pace.fault(1_120)).isNull();

    pace.begun(1_130);

    assertThat(pace.fault(1_140)).isEqualTo(Fault.SLOW_SENDER);
  }

  @Test
  void silentPeerIsIdle_oneThatKeepsAliveIsNot() {
    pace.established(1_000);
    pace.alive(1_200);

    assertThat(pace.fault(1_499)).isNull();
    assertThat(pace.fault(1_500)).isEqualTo(Fault.IDLE);
  }

  @Test
  void peerThatDoesNotReadIsGivenUp_andNotBlamedForWhatWaitsHere() {
    pace.established(1_000);
    pace.begun(1_001);
    pace.unread(1_002);
    assertThat(pace.fault(1_031)).isNull();
    assertThat(pace.fault(1_032)).isEqualTo(Fault.SLOW_READER);

    pace.read(1_040);

    assertThat(pace.fault(1_049)).isNull();
    assertThat(pace.fault(1_050)).isEqualTo(Fault.SLOW_SENDER);
  }
}
