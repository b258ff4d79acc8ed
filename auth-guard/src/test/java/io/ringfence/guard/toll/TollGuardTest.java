package io.ringfence.guard.toll;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.Threshold;
import io.ringfence.contracts.config.TollLimits;
import io.ringfence.contracts.config.TollPolicy;
import io.ringfence.contracts.config.TollRule;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TollGuardTest {

  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final String ACCOUNT = LockOrder.key("1001");

  private static TollRig rig(GuardPolicy policy) {
    return new TollRig(policy, _ -> false, START);
  }

  private static GuardPolicy limits(Integer calls, Integer concurrent, Integer minutes) {
    var limits =
        new TollLimits(
            new Threshold(null, calls),
            new Threshold(null, concurrent),
            new Threshold(null, minutes));
    var off = new TollRule(RuleMode.OFF, null, null);
    return GuardPolicy.DEFAULT.with(
        new TollPolicy(new TollRule(RuleMode.ON, limits, null), off, null, null, null, true, null));
  }

  private static TollRig.Plan abroad(String account) {
    return new TollRig.Plan(
        account, "+882123456", CallDirection.OUTGOING, false, IpAddress.parse("198.51.100.1"));
  }

  private static void callEach(TollRig rig, Duration step, int times, Duration length) {
    for (int i = 0; i < times; i++) {
      rig.until(START.plus(step.multipliedBy(i)));
      rig.call(abroad("1001"), length);
    }
  }

  private static List<LockOrder> orders(TollRig rig) {
    return rig.announced().stream()
        .filter(TollOutput.Lock.class::isInstance)
        .map(output -> ((TollOutput.Lock) output).order())
        .toList();
  }

  /// What edges told, in another order and some of it twice, as several partitions give it.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void locksWhateverTheOrder_andCountsTheSame(long seed) {
    var told = rig(limits(null, null, null));
    callEach(told, Duration.ofMinutes(3), 20, Duration.ofMinutes(7));
    told.until(START.plus(Duration.ofHours(2)));
    var events = new ArrayList<>(told.events());
    events.addAll(told.events().subList(0, 50));
    Collections.shuffle(events, new Random(seed));

    var calls = shuffled(limits(20, null, null), events);
    var oneMore = shuffled(limits(21, null, null), events);
    var minutes = shuffled(limits(null, null, 140), events);

    assertThat(orders(calls)).as("seed %d", seed).hasSize(1);
    assertThat(orders(calls).getFirst().account()).isEqualTo("1001");
    assertThat(orders(oneMore)).as("seed %d", seed).isEmpty();
    assertThat(orders(minutes)).as("seed %d", seed).hasSize(1);
    assertThat(calls.states().get(ACCOUNT).calls())
        .isEqualTo(shuffled(limits(20, null, null), told.events()).states().get(ACCOUNT).calls());
  }

  private static TollRig shuffled(GuardPolicy policy, List<CallEvent> events) {
    var rig = rig(policy);
    rig.until(START.plus(Duration.ofHours(3)));
    events.forEach(rig::take);
    return rig;
  }

  @Test
  void announcesAgain_whatALostAnnouncementWasCausedBy() {
    var first = rig(limits(3, null, null));
    callEach(first, Duration.ofMinutes(1), 3, Duration.ofMinutes(1));
    var cause = first.events().getLast();
    var call = TollCall.of(cause, limits(3, null, null).toll(), false, START);

    var again =
        TollGuard.call(
            first.states().get(ACCOUNT),
            call,
            TollSituation.of(
                limits(3, null, null), "1001", null, TollSituation.Bounds.DEFAULT, START));

    assertThat(again.note()).isEqualTo(TollNote.REPEATED);
    assertThat(again.outputs()).containsAll(first.announced()).hasSize(3);
    assertThat(again.state()).isEqualTo(first.states().get(ACCOUNT));
  }

  @Test
  void sumsUpWhatIsTooMuch_andCountsItAllTheSame() {
    var exact = rig(limits(100, null, 300));
    var bounded = rig(limits(100, null, 300));
    bounded.bound(new TollSituation.Bounds(10, Duration.ofMinutes(5)));
    for (var rig : List.of(exact, bounded)) {
      callEach(rig, Duration.ofSeconds(30), 100, Duration.ofMinutes(4));
      rig.replay(400);
      rig.until(START.plus(Duration.ofHours(2)));
    }

    assertThat(bounded.states().get(ACCOUNT).calls()).hasSizeLessThanOrEqualTo(10);
    assertThat(orders(exact)).hasSize(2);
    assertThat(orders(bounded)).hasSize(2);
    assertThat(orders(bounded).getFirst().reason()).isEqualTo(orders(exact).getFirst().reason());
  }

  @Test
  void sumsUpCallsThatGoOn_whenThereAreTooManyOfThem_andSaysSo() {
    var situation =
        TollSituation.of(
            limits(100, null, null),
            "1001",
            null,
            new TollSituation.Bounds(2, Duration.ofMinutes(5)),
            START.plusSeconds(10));
    var state = TollState.EMPTY;
    int summedUp = 0;
    var rig = rig(limits(100, null, null));
    callEach(rig, Duration.ofSeconds(1), 5, null);
    for (var event : rig.events()) {
      var call = TollCall.of(event, limits(1, null, null).toll(), false, situation.now());
      var step = TollGuard.call(state, call, situation);
      state = step.state();
      summedUp += step.summedUp();
    }

    assertThat(summedUp).isEqualTo(3);
    assertThat(state.calls()).hasSize(2);
    assertThat(state.summed().slots().values().stream().mapToInt(SummedCalls.Slot::calls).sum())
        .isEqualTo(3);
  }

  @Test
  void anEdgeWhoseClockIsAhead_hidesNothingOfOthers() {
    var ahead = rig(limits(null, null, null));
    ahead.until(START.plus(Duration.ofHours(20)));
    ahead.call(abroad("1001"), Duration.ofMinutes(1));
    ahead.until(START.plus(Duration.ofHours(21)));
    var others = rig(limits(null, null, null));
    callEach(others, Duration.ofMinutes(1), 5, Duration.ofMinutes(1));
    others.until(START.plus(Duration.ofHours(1)));

    var rig = rig(limits(5, null, null));
    rig.until(START.plus(Duration.ofHours(1)));
    ahead.events().forEach(rig::take);
    others.events().forEach(rig::take);

    assertThat(orders(rig)).hasSize(1);
  }

  @Test
  void isForgotten_onceItIsTwoDaysOld() {
    var rig = rig(limits(5, null, null));
    rig.call(abroad("1001"), Duration.ofMinutes(1));

    var state = rig.states().get(ACCOUNT);
    assertThat(state.isIdle(START.plus(Duration.ofDays(2)))).isFalse();
    assertThat(state.isIdle(START.plus(Duration.ofDays(2)).plusSeconds(1))).isTrue();
  }

  @Test
  void accountsThatOthersWrite_areEscaped() {
    var plan = abroad("10\r\n01");
    var rig = rig(limits(1, null, null));
    rig.call(plan, Duration.ofMinutes(1));

    assertThat(orders(rig).getFirst().account()).isEqualTo("10\\u000d\\u000a01");
  }
}
