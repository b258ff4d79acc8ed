package io.ringfence.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BoundTest {

  private static final Duration PERIOD = Duration.ofHours(1);

  @Test
  void saysThatTheOldestFailureGaveWay() {
    var before = with(new Window(failures(Window.MAX_FAILURES)));

    var after = with(before.window().with(failure(Window.MAX_FAILURES), PERIOD));

    assertThat(Bound.reached(before, after)).containsExactly(Bound.WINDOW);
    assertThat(Bound.reached(after, after)).isEmpty();
    assertThat(Bound.reached(with(new Window(failures(Window.MAX_FAILURES - 1))), before))
        .isEmpty();
  }

  @Test
  void saysOnceThatNamesAreNotExactAnyMore() {
    var states = new ArrayList<SourceState>(List.of(SourceState.EMPTY));
    for (int i = 0; i < NameSet.MAX_EXACT + 10; i++) {
      var memory = states.getLast().memory().withFamiliar("10" + i, Given.at(i));
      states.add(SourceState.EMPTY.recalling(memory, Given.at(i)));
    }

    var reached = new ArrayList<Bound>();
    for (int i = 1; i < states.size(); i++) {
      reached.addAll(Bound.reached(states.get(i - 1), states.get(i)));
    }

    assertThat(reached).containsExactly(Bound.NAMES);
  }

  @Test
  void saysThatAReportWasForgotten() {
    var memory = LongMemory.NONE;
    for (int i = 0; i < LongMemory.MAX_REPORTED; i++) {
      memory = memory.withReported(Rule.SUBNET.wireName() + i, Given.at(i));
    }
    var before = SourceState.EMPTY.recalling(memory, Given.at(0));
    var after = before.recalling(memory.withReported("another", Given.at(99)), Given.at(99));

    assertThat(Bound.reached(before, after)).containsExactly(Bound.REPORTED);
  }

  private static SourceState with(Window window) {
    return SourceState.EMPTY.counting(window, null, Given.at(0));
  }

  private static List<Failure> failures(int count) {
    var all = new ArrayList<Failure>();
    for (int i = 0; i < count; i++) {
      all.add(failure(i));
    }
    return all;
  }

  private static Failure failure(int second) {
    return new Failure(new UUID(0, second), Given.at(second), 1, Service.SIP, "1001", null, false);
  }
}
