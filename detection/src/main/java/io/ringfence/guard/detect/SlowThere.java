package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Slow guessing from a source that others use. The source says each failure at an account that
/// nobody uses from there to the state of that account at the source, which has a count of its own:
/// in an office the mistakes of a week add up, and the last to mistype is not who made them.
final class SlowThere {

  private SlowThere() {}

  /// What the source says of a failure that is counted now, or `null`.
  static @Nullable Finding said(
      SourceState source, Failure failure, AuthenticationAttempt attempt, Situation situation) {
    var memory = source.memory();
    boolean isSaid =
        failure.isGuess()
            && !failure.account().isEmpty()
            && !situation.policy().rule(Rule.SLOW_GUESSING).isOff()
            && memory.knowsOthers(failure.account(), failure.at())
            && !memory.isFamiliar(failure.account(), failure.at());
    if (!isSaid) {
      return null;
    }
    int others = memory.others(failure.account(), failure.at());
    var grounds = Rules.grounds(situation.policy(), Rule.SLOW_GUESSING, 1, others);
    return Finding.failedThere(attempt, grounds);
  }

  /// The account's state at the source hears of it.
  static Step failed(SourceState state, Finding finding, Situation situation) {
    var policy = situation.policy();
    var rule = policy.rule(Rule.SLOW_GUESSING);
    var failure = Failure.there(finding);
    if (rule.isOff()) {
      return Step.unchanged(state, Note.NOT_A_GUESS);
    }
    if (state.isCleared(failure)) {
      return Step.unchanged(state, Note.CLEARED);
    }
    if (state.block() != null) {
      return Step.unchanged(state, Note.AFTER_BLOCK);
    }
    if (state.window().holds(failure)) {
      return Step.unchanged(state, Note.DUPLICATE);
    }
    var reach = Rules.reach(policy);
    var window = state.window().with(failure, reach);
    if (state.window().isOver(failure, reach) || !window.holds(failure)) {
      return Step.unchanged(state, Note.LATE);
    }
    var memory =
        state
            .memory()
            .withStranger(failure, policy.rule(Rule.MANY_ACCOUNTS).period(), rule.period());
    var counted = state.counting(window, null, situation.now()).recalling(memory, situation.now());
    long failures = memory.slow().total(failure.at(), rule.period());
    if (failures < rule.limit()) {
      return Step.unchanged(counted, Note.COUNTED);
    }
    var verdict = verdict(finding, failure, failures, memory.slow(), policy);
    return verdict.watched()
        ? Source.watched(counted, verdict, situation)
        : Blocks.decided(counted, verdict, situation);
  }

  private static Verdict verdict(
      Finding finding, Failure failure, long failures, SlowCount slow, GuardPolicy policy) {
    return new Verdict(
        Rule.SLOW_GUESSING,
        finding.about(),
        finding.services(),
        new Evidence(
            (int) Math.min(failures, Integer.MAX_VALUE),
            slow.since(),
            failure.at(),
            List.of(failure.account()),
            null),
        finding.eventId(),
        finding.occurredAt(),
        policy.rule(Rule.SLOW_GUESSING).mode() == RuleMode.WATCH,
        Rules.grounds(policy, Rule.SLOW_GUESSING, failures, others(finding)));
  }

  /// A record of before grounds were kept says only that there are some.
  private static int others(Finding finding) {
    var grounds = finding.grounds();
    return grounds == null ? 1 : grounds.others();
  }

  /// The account that a target at a source is about.
  static String account(BlockTarget about) {
    return about instanceof BlockTarget.IpAccount(var _, var account) ? account : "";
  }
}
