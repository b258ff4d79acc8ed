package io.ringfence.edge.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

  private static final long START = 1_000_000;

  private final TimerWheel wheel = new TimerWheel(START);
  private final List<String> fired = new ArrayList<>();

  @Test
  void firesOnce_whenDue_neverEarly() {
    wheel.start(START + 500, () -> fired.add("a"));

    wheel.advance(START + 499);
    assertThat(fired).isEmpty();
    wheel.advance(START + 500);
    wheel.advance(START + 5_000);

    assertThat(fired).containsExactly("a");
  }

  @Test
  void stoppedTimer_doesNotFire_alsoWhenAnotherOfItsTickStopsIt() {
    var second = new TimerWheel.Timer[1];
    wheel.start(START + 100, () -> second[0].stop());
    second[0] = wheel.start(START + 100, () -> fired.add("second"));
    wheel.start(START + 100, () -> fired.add("third"));

    wheel.advance(START + 1_000);

    assertThat(fired).containsExactly("third");
  }

  @Test
  void timerFurtherAwayThanOneTurn_firesInItsOwn() {
    wheel.start(START + 180_000, () -> fired.add("C"));

    for (long now = START; now < START + 180_000; now += TimerWheel.TICK_MILLIS) {
      wheel.advance(now);
    }
    assertThat(fired).isEmpty();
    wheel.advance(START + 180_000);

    assertThat(fired).containsExactly("C");
  }

  @Test
  void whatATaskStarts_firesLater_alsoWhenItIsDueAlready() {
    wheel.start(START + 100, () -> wheel.start(START, () -> fired.add("next")));

    wheel.advance(START + 100);
    assertThat(fired).isEmpty();
    wheel.advance(START + 100 + TimerWheel.TICK_MILLIS);

    assertThat(fired).containsExactly("next");
  }

  @Test
  void clockSetBack_stopsNoTimer() {
    wheel.start(START + 1_000, () -> fired.add("a"));
    wheel.advance(START + 500);

    wheel.advance(START - 3_600_000);
    wheel.advance(START - 3_600_000 + 400);
    assertThat(fired).isEmpty();
    wheel.advance(START - 3_600_000 + 500);

    assertThat(fired).containsExactly("a");
  }

  @Test
  void longGap_firesEverythingDue_once() {
    for (int i = 1; i <= 3_000; i++) {
      wheel.start(START + i * 100L, () -> fired.add("x"));
    }

    wheel.advance(START + 150_000);
    assertThat(fired).hasSize(1_500);
    wheel.advance(START + 300_000);

    assertThat(fired).hasSize(3_000);
  }

  @Test
  void agreesWithAQueue_whateverIsStartedAndStopped() {
    long seed = Long.getLong("ringfence.test.seed", 20_261_122L);
    var random = new SplittableRandom(seed);
    var expected = new PriorityQueue<Long>();
    var seen = new ArrayList<Long>();
    long now = START;
    for (int round = 0; round < 5_000; round++) {
      long due = now + 1 + random.nextInt(120_000);
      var timer = wheel.start(due, () -> seen.add(due));
      if (random.nextInt(3) == 0) {
        timer.stop();
      } else {
        expected.add(due);
      }
      now += random.nextInt(300);
      wheel.advance(now);
      long tick = now / TimerWheel.TICK_MILLIS * TimerWheel.TICK_MILLIS;
      var due1 = new ArrayList<Long>();
      while (!expected.isEmpty() && expected.peek() <= tick) {
        due1.add(expected.poll());
      }
      assertThat(seen)
          .as("seed %d, round %d", seed, round)
          .containsExactlyInAnyOrderElementsOf(due1);
      seen.clear();
    }
  }
}
