package io.ringfence.edge.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverloadTest {

  private static final long MILLI = 1_000_000;

  private final Overload overload = new Overload(Duration.ofMillis(250));
  private final Backlog backlog = new Backlog();

  private boolean isBehind(long lateMillis, long backlogMillis, double fill, long nowMillis) {
    return overload.isBehind(
        new Overload.Sample(lateMillis * MILLI, backlogMillis * MILLI, fill), nowMillis * MILLI);
  }

  @Test
  void lateTicksCount_whenSeveralComeInARow_oneIsAPause() {
    assertThat(isBehind(250, 0, 0, 0)).isFalse();
    assertThat(isBehind(250, 0, 0, 300)).isFalse();
    assertThat(isBehind(249, 0, 0, 600)).isFalse();
    assertThat(isBehind(250, 0, 0, 900)).isFalse();
    assertThat(isBehind(250, 0, 0, 1_200)).isFalse();
    assertThat(isBehind(250, 0, 0, 1_500)).isTrue();
  }

  @Test
  void backlogCounts_whenItLastsAndTheBufferFills() {
    assertThat(isBehind(0, 9_000, 0.4, 0)).as("in lock-step with a few peers").isFalse();
    assertThat(isBehind(0, 200, 1, 50)).as("a burst").isFalse();
    assertThat(isBehind(0, 250, 0.5, 100)).isTrue();
  }

  @Test
  void isOver_onlyWhenAllHasBeenCalmForAWhile() {
    assertThat(isBehind(0, 300, 1, 0)).isTrue();
    assertThat(isBehind(0, 0, 0, 999)).isTrue();
    assertThat(isBehind(0, 300, 0.9, 999)).isTrue();
    assertThat(isBehind(0, 0, 0, 1_998)).isTrue();
    assertThat(isBehind(0, 0, 0, 1_999)).isFalse();
  }

  @Test
  void backlogLastsFromTheFirstFullRead_untilOneTakesAll() {
    assertThat(backlog.tick(0)).isZero();
    backlog.full(10);
    backlog.full(20);
    assertThat(backlog.tick(50)).isEqualTo(40);
    backlog.full(60);
    assertThat(backlog.tick(100)).isEqualTo(90);
    backlog.emptied();
    assertThat(backlog.tick(150)).isZero();
  }

  @Test
  void socketThatIsNotReadAnyMore_isEmpty() {
    backlog.full(10);
    assertThat(backlog.tick(50)).isEqualTo(40);
    assertThat(backlog.tick(100)).isZero();
  }

  @Test
  void intake_prefersKnownSources_andEndsWithTheDrain() {
    var intake = new Intake();
    assertThat(intake.takesAll()).isTrue();

    intake.behind(true);
    assertThat(intake.takesAll()).isFalse();
    assertThat(intake.takes(true)).isTrue();
    assertThat(intake.takes(false)).isFalse();
    intake.behind(false);
    assertThat(intake.takesAll()).isTrue();

    intake.drain();
    intake.behind(false);
    assertThat(intake.takesAll()).isFalse();
    assertThat(intake.takes(true)).isFalse();
  }
}
