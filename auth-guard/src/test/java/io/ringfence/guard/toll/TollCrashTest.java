package io.ringfence.guard.toll;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.Threshold;
import io.ringfence.contracts.config.TollLimits;
import io.ringfence.contracts.config.TollPolicy;
import io.ringfence.contracts.config.TollRule;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Crashes at random moments: what was read since the last commit is read again, the state is that
/// of any moment since then, and what was announced meanwhile is there or not.
class TollCrashTest {

  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final int COMMIT_EVERY = 15;

  private static final GuardPolicy POLICY =
      GuardPolicy.DEFAULT.with(
          new TollPolicy(
              new TollRule(
                  RuleMode.ON,
                  new TollLimits(new Threshold(10, 20), new Threshold(3, 6), new Threshold(60, 90)),
                  null),
              null,
              null,
              null,
              null,
              true,
              null));

  private static List<TollCall> history(Random random) {
    var rig = new TollRig(POLICY, _ -> false, START);
    var plan =
        new TollRig.Plan(
            "1001", "+882123456", CallDirection.OUTGOING, false, IpAddress.parse("198.51.100.1"));
    for (int i = 0; i < 60; i++) {
      rig.until(START.plus(Duration.ofMinutes(i * 5L + random.nextInt(4))));
      rig.call(plan, Duration.ofMinutes(1 + random.nextInt(20)));
    }
    return rig.events().stream()
        .map(event -> TollCall.of(event, POLICY.toll(), false, event.occurredAt()))
        .toList();
  }

  private static TollStep step(TollState state, TollCall call) {
    var bounds = new TollSituation.Bounds(12, Duration.ofMinutes(5));
    return TollGuard.call(
        state, call, TollSituation.of(POLICY, "1001", null, bounds, call.occurredAt()));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void announcesAllThatItWouldHave_andNothingElse(long seed) {
    var random = new Random(seed);
    var events = history(random);
    var expected = new LinkedHashSet<TollOutput>();
    var undisturbed = TollState.EMPTY;
    for (var event : events) {
      var step = step(undisturbed, event);
      undisturbed = step.state();
      expected.addAll(step.outputs());
    }

    Set<TollOutput> announced = new LinkedHashSet<>();
    var state = TollState.EMPTY;
    int committed = 0;
    int crashes = 0;
    while (committed < events.size()) {
      int end = Math.min(events.size(), committed + COMMIT_EVERY);
      var states = new ArrayList<>(List.of(state));
      var outputs = new ArrayList<TollOutput>();
      for (var event : events.subList(committed, end)) {
        var step = step(states.getLast(), event);
        states.add(step.state());
        outputs.addAll(step.outputs());
      }
      if (random.nextInt(3) == 0) {
        crashes++;
        state = states.get(random.nextInt(states.size()));
        outputs.stream().filter(_ -> random.nextBoolean()).forEach(announced::add);
      } else {
        state = states.getLast();
        announced.addAll(outputs);
        committed = end;
      }
    }

    assertThat(expected).filteredOn(TollOutput.Lock.class::isInstance).isNotEmpty();
    assertThat(crashes).as("seed %d", seed).isPositive();
    assertThat(announced).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(state).as("seed %d", seed).isEqualTo(undisturbed);
  }
}
