package io.ringfence.guard.detect;

import static io.ringfence.guard.detect.Given.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringfence.contracts.bus.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongMemoryTest {

  private static final Duration WEEK = Duration.ofDays(7);

  @Test
  void namesAreExact_upToTheBound() {
    var set = NameSet.EMPTY;
    for (int i = 0; i < NameSet.MAX_EXACT; i++) {
      set = set.with("10" + i).with("10" + i);
      assertThat(set.count()).isEqualTo(i + 1);
    }
    assertThat(set.contains("1000000")).isFalse();
    assertThat(set.with("1031")).isSameAs(set);
  }

  @Test
  void namesAreEstimated_beyondTheBound_inConstantSpace() {
    var set = NameSet.EMPTY;
    for (int i = 0; i < 10_000; i++) {
      set = set.with(Integer.toString(1000 + i));
      if (i + 1 == 100 || i + 1 == 1000 || i + 1 == 10_000) {
        assertThat((double) set.count()).isCloseTo(i + 1, within((i + 1) * 0.08));
      }
    }
    assertThat(set.hashes()).isEmpty();
    assertThat(set.bits()).hasSize(NameSet.BITS / Long.SIZE);
    assertThat(Json.read(Json.write(set), NameSet.class)).isEqualTo(set);
  }

  @Test
  void aUnionHasTheNamesOfBoth() {
    var small = NameSet.EMPTY.with("a").with("b");
    var big = NameSet.EMPTY;
    for (int i = 0; i < 100; i++) {
      big = big.with("n" + i);
    }
    assertThat(small.union(NameSet.EMPTY.with("b").with("c")).count()).isEqualTo(3);
    for (var union : new NameSet[] {small.union(big), big.union(small), big.union(big)}) {
      assertThat(union.contains("n77")).isTrue();
    }
    assertThat(small.union(big)).isEqualTo(big.union(small));
  }

  @Test
  void namesComeInAnyOrder_andAreForgottenWithinThePeriod() {
    var random = new Random(7);
    var times = new ArrayList<Instant>();
    for (int i = 0; i < 20; i++) {
      times.add(START.plus(Duration.ofHours(random.nextInt(72))));
    }
    var inOrder = names(times.stream().sorted().toList());
    var shuffled = new ArrayList<>(times);
    Collections.shuffle(shuffled, random);
    shuffled.addAll(times);
    assertThat(names(shuffled)).isEqualTo(inOrder);

    var one = RecentNames.NONE.with("a", START, WEEK);
    assertThat(one.contains("a", START.plus(WEEK.dividedBy(2)), WEEK)).isTrue();
    assertThat(one.contains("a", START.plus(WEEK), WEEK)).isFalse();
    assertThat(one.contains("a", START, WEEK.multipliedBy(2))).as("another period").isFalse();
  }

  /// What is too old when it comes is not taken; which that is may depend on what came before.
  private static RecentNames names(Iterable<Instant> times) {
    var names = RecentNames.NONE;
    for (var time : times) {
      names = names.with(time.toString(), time, WEEK);
    }
    return names;
  }

  @Test
  void aSlowCountCoversItsPeriod_toAnEighth() {
    var random = new Random(11);
    for (int round = 0; round < 200; round++) {
      var count = SlowCount.NONE;
      var made = new HashSet<Instant>();
      Instant now = START;
      for (int i = 0; i < 60; i++) {
        now = now.plus(Duration.ofMinutes(random.nextInt(1200)));
        Instant late = now.minus(Duration.ofMinutes(random.nextInt(600)));
        if (made.add(late)) {
          count = count.with(1, late, WEEK);
        }
        Instant end = now;
        long all = made.stream().filter(at -> !at.isBefore(end.minus(WEEK))).count();
        long sure =
            made.stream()
                .filter(at -> at.isAfter(end.minus(WEEK.multipliedBy(7).dividedBy(8))))
                .count();
        assertThat(count.total(now, WEEK)).isBetween(sure, all);
      }
    }
  }
}
