package io.ringfence.guard.detect;

import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Rule;

/// A limit of password guessing that has been lowered holds at once for what the window of a source
/// holds already. At a source that others use it holds from the next failure on.
final class LoweredLimit {

  private LoweredLimit() {}

  static Step applied(SourceState state, BlockTarget target, Situation situation) {
    var rule = situation.policy().rule(Rule.PASSWORD_GUESSING);
    boolean isApplied =
        rule.mode() == RuleMode.ON && isSource(target) && state.memory().familiar().isEmpty();
    var complete =
        isApplied
            ? SlidingLimit.of(rule, Failure::count)
                .completeAt(
                    situation.now(), state.window().where(one -> one.isGuess() && !one.used()))
            : null;
    if (complete == null) {
      return Step.unchanged(state, Note.NOTHING);
    }
    var last = complete.failures().getLast();
    var verdict =
        new Verdict(
            Rule.PASSWORD_GUESSING,
            target,
            complete.services(),
            complete.evidence(last, state.userAgent()),
            last.eventId(),
            last.at(),
            false,
            Rules.grounds(situation.policy(), Rule.PASSWORD_GUESSING, complete.count(), 0));
    return Blocks.decided(state, verdict, situation);
  }

  private static boolean isSource(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip _ -> true;
      case BlockTarget.Prefix(var prefix) -> BlockTarget.ofSource(prefix.address()).equals(target);
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> false;
    };
  }
}
