package io.ringfence.guard.detect;

import static io.ringfence.guard.detect.Given.START;
import static io.ringfence.guard.detect.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.RuleSettings;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Accounts and networks that hear from many sources.
class SpreadTest {

  private static final BlockTarget ACCOUNT = new BlockTarget.Account("1001");
  private static final int REPETITIONS = 60;

  @Test
  void shieldsAnAccount_afterTenSourcesWithinTheHour_howeverOftenEachTried() {
    var state = SourceState.EMPTY;
    for (int i = 0; i < 9 * 20; i++) {
      state = take(state, failed("s" + i % 9, i)).state();
    }
    assertThat(state.block()).isNull();

    var step = take(state, failed("s9", 200));

    assertThat(step.state().block()).isNotNull();
    assertThat(step.state().block().target()).isEqualTo(ACCOUNT);
    assertThat(step.state().block().evidence().accounts()).containsExactly("1001");
    assertThat(take(step.state(), failed("s10", 201)).note()).isEqualTo(Note.AFTER_BLOCK);
  }

  @Test
  void isNotMadeByTheAccountsOwnSources() {
    var state = SourceState.EMPTY;
    for (int i = 0; i < 30; i++) {
      state = take(state, finding(Finding.Kind.ACCEPTED, "s" + i, at(i))).state();
    }
    for (int i = 0; i < 30; i++) {
      var step = take(state, failed("s" + i, 100 + i));
      assertThat(step.note()).isEqualTo(Note.NOT_A_GUESS);
      state = step.state();
    }
  }

  /// A crash leaves a state that has the latest findings in it, and they come again.
  @Test
  void repeatingTheLatestFindingsChangesNothing() {
    long seed = Long.getLong("ringfence.seed", System.nanoTime());
    for (int i = 0; i < REPETITIONS; i++) {
      var random = new Random(seed + i);
      var findings = new ArrayList<Finding>();
      var state = SourceState.EMPTY;
      var outputs = new ArrayList<Output>();
      Instant now = START;
      for (int n = 0; n < 60; n++) {
        now = now.plusSeconds(random.nextInt(120));
        var kind = random.nextInt(5) == 0 ? Finding.Kind.ACCEPTED : Finding.Kind.FAILED;
        findings.add(finding(kind, "s" + random.nextInt(30), now));
        var step = take(state, findings.getLast());
        state = Given.stored(step.state());
        outputs.addAll(step.outputs());
      }
      var again = state;
      var repeated = new ArrayList<Output>();
      for (var finding : findings.subList(findings.size() - 6, findings.size())) {
        var step = take(again, finding);
        again = step.state();
        repeated.addAll(step.outputs());
      }
      assertThat(again.window()).as("-Dringfence.seed=" + (seed + i)).isEqualTo(state.window());
      assertThat(again.block()).isEqualTo(state.block());
      assertThat(ids(outputs)).containsAll(ids(repeated));
    }
  }

  @Test
  void aShieldEnds_andTheCountStartsAfresh() {
    var state = SourceState.EMPTY;
    for (int i = 0; i < 10; i++) {
      state = take(state, failed("s" + i, i)).state();
    }
    assertThat(state.block()).isNotNull();

    var step = Guard.tick(state, ACCOUNT, situation(at(4000)));

    assertThat(step.state().block()).isNull();
    assertThat(Given.decisions(step.outputs()))
        .extracting(BlockDecision::state)
        .containsExactly(BlockState.EXPIRED);
    assertThat(take(step.state(), failed("s11", 4001)).note()).isEqualTo(Note.COUNTED);
  }

  @Test
  void aSourceThatFloodsIsHeardOfTwiceAPeriod() {
    var policy = watching();
    var said = new ArrayList<Output>();
    var state = SourceState.EMPTY;
    for (int second = 0; second < 3_600; second++) {
      var situation = new Situation(policy, false, at(second));
      var step = Guard.attempt(state, Given.failure(second), situation);
      state = step.state();
      said.addAll(step.outputs());
    }
    var aboutNetwork =
        said.stream()
            .filter(
                one ->
                    one instanceof Output.Found(var finding)
                        && finding.about() instanceof BlockTarget.Prefix)
            .count();
    assertThat(aboutNetwork).as("in an hour, by ten minutes").isBetween(12L, 13L);
  }

  /// Nobody is blocked.
  private static GuardPolicy watching() {
    var policy = GuardPolicy.DEFAULT;
    var rules = EnumSet.copyOf(RuleSettings.DEFAULTS.keySet());
    rules.add(Rule.PASSWORD_GUESSING);
    for (var rule : rules) {
      var settings = policy.rule(rule);
      policy =
          policy.with(rule, new RuleSettings(RuleMode.WATCH, settings.limit(), settings.period()));
    }
    return policy;
  }

  private static Set<UUID> ids(List<Output> outputs) {
    var ids = new HashSet<UUID>();
    for (var output : outputs) {
      switch (output) {
        case Output.Decision(var decision, var _) -> ids.add(decision.eventId());
        case Output.Alert(var alert) -> ids.add(alert.eventId());
        case Output.Found _, Output.Cleared _ -> {}
      }
    }
    return ids;
  }

  private static Step take(SourceState state, Finding finding) {
    return Guard.finding(state, finding, situation(finding.occurredAt()));
  }

  private static Situation situation(Instant now) {
    return new Situation(GuardPolicy.DEFAULT, false, now);
  }

  private static Finding failed(String source, long seconds) {
    return finding(Finding.Kind.FAILED, source, at(seconds));
  }

  private static Finding finding(Finding.Kind kind, String source, Instant at) {
    return Finding.seen(kind, UUID.randomUUID(), at, ACCOUNT, source, Service.SIP);
  }
}
