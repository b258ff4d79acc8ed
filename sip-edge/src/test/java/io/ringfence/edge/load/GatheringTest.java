package io.ringfence.edge.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatheringTest {

  private static final Duration PAUSE = Duration.ofNanos(250_000);

  private final Gathering gathering = new Gathering(PAUSE);
  private long now = 1_000_000_000L;

  private long readEvery(Duration interval, int times) {
    return readEvery(gathering, interval, times);
  }

  private long readEvery(Gathering any, Duration interval, int times) {
    long pause = 0;
    for (int i = 0; i < times; i++) {
      now += interval.toNanos();
      pause = any.emptied(now);
    }
    return pause;
  }

  @Test
  void whenFewDatagramsComeEachIsReadAtOnce() {
    assertThat(readEvery(Duration.ofMillis(2), 1_000)).isZero();
  }

  @Test
  void whenManyComeTheSocketIsLeftAloneForAMoment() {
    assertThat(readEvery(Duration.ofNanos(100_000), 1_000)).isEqualTo(PAUSE.toNanos());
  }

  @Test
  void thePauseItselfDoesNotEndIt() {
    readEvery(Duration.ofNanos(100_000), 1_000);
    assertThat(readEvery(Duration.ofNanos(100_000).plus(PAUSE), 1_000)).isEqualTo(PAUSE.toNanos());
  }

  @Test
  void itEndsWhenFewComeAgain() {
    readEvery(Duration.ofNanos(100_000), 1_000);
    assertThat(readEvery(Duration.ofMillis(2), 20)).isZero();
  }

  @Test
  void aPauseOfZeroIsNone() {
    assertThat(readEvery(new Gathering(Duration.ZERO), Duration.ofNanos(10_000), 10_000)).isZero();
  }
}
