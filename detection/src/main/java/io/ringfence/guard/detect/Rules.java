package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules that one source alone decides, each a verdict or none. They are asked with the state
/// that has the failure in it.
///
/// @param source the address that failed
record Rules(SourceState state, Failure failure, IpAddress source, GuardPolicy policy) {

  /// How far back the window must reach.
  static Duration reach(GuardPolicy policy) {
    var hostile = policy.rule(Rule.HOSTILE_REQUESTS);
    return hostile.isOff() || hostile.period().compareTo(policy.period()) < 0
        ? policy.period()
        : hostile.period();
  }

  /// What the rules that are not off say, the surest first.
  List<Verdict> verdicts() {
    var all = new ArrayList<Verdict>();
    if (failure.isGuess()) {
      add(all, decoy());
      add(all, manyAccounts());
      add(all, passwordGuessing());
      add(all, slowGuessing());
    } else {
      add(all, hostileRequests());
    }
    return all;
  }

  private static void add(List<Verdict> all, @Nullable Verdict verdict) {
    if (verdict != null) {
      all.add(verdict);
    }
  }

  private @Nullable Verdict decoy() {
    return isOff(Rule.DECOY) || !policy.decoys().contains(failure.account())
        ? null
        : verdict(Rule.DECOY, new Window(List.of(failure)), failure.count(), narrowest());
  }

  /// At a source that others use, each account has its own count; else all failures are one.
  private @Nullable Verdict passwordGuessing() {
    if (isOff(Rule.PASSWORD_GUESSING)) {
      return null;
    }
    var guesses = state.window().where(one -> one.isGuess() && !one.used());
    var counted =
        isShared() ? guesses.where(one -> one.account().equals(failure.account())) : guesses;
    var complete =
        SlidingLimit.of(policy.rule(Rule.PASSWORD_GUESSING), Failure::count)
            .completedBy(failure, counted);
    return complete == null
        ? null
        : verdict(Rule.PASSWORD_GUESSING, complete, complete.count(), narrowest());
  }

  /// Only accounts that nobody uses from there: at a big office many people mistype in a day. What
  /// spreads over accounts is the source's doing, whoever shares it.
  private @Nullable Verdict manyAccounts() {
    var rule = policy.rule(Rule.MANY_ACCOUNTS);
    int accounts = state.memory().strangers().count(failure.at(), rule.period());
    if (rule.isOff() || isFamiliar() || accounts < rule.limit()) {
      return null;
    }
    var recent = state.window().where(Failure::isGuess).evidence(failure, state.userAgent());
    return longTerm(
        Rule.MANY_ACCOUNTS,
        accounts,
        BlockTarget.ofSource(source),
        new Evidence(
            Math.max(accounts, recent.attempts()),
            recent.firstSeen(),
            failure.at(),
            recent.accounts(),
            recent.userAgent()));
  }

  private @Nullable Verdict slowGuessing() {
    var rule = policy.rule(Rule.SLOW_GUESSING);
    var slow = state.memory().slow();
    long failures = slow.total(failure.at(), rule.period());
    if (rule.isOff() || isFamiliar() || failures < rule.limit()) {
      return null;
    }
    var recent = state.window().where(Failure::isGuess).evidence(failure, state.userAgent());
    var evidence =
        new Evidence(
            (int) Math.min(failures, Integer.MAX_VALUE),
            slow.since(),
            failure.at(),
            recent.accounts(),
            recent.userAgent());
    return longTerm(Rule.SLOW_GUESSING, failures, narrowest(), evidence);
  }

  /// Longer than the window reaches: which services it was before is not known any more.
  private Verdict longTerm(Rule rule, long counted, BlockTarget target, Evidence evidence) {
    return new Verdict(
        rule,
        target,
        Set.of(failure.service()),
        evidence,
        failure.eventId(),
        failure.at(),
        isWatched(rule),
        grounds(rule, counted));
  }

  /// What names no account cannot be blocked more narrowly than its source; if others use that, it
  /// is only reported.
  private @Nullable Verdict hostileRequests() {
    var rule = policy.rule(Rule.HOSTILE_REQUESTS);
    var hostile = state.window().where(one -> !one.isGuess() && !one.used());
    var complete = SlidingLimit.of(rule, one -> one.points(policy)).completedBy(failure, hostile);
    return complete == null
        ? null
        : verdict(
            Rule.HOSTILE_REQUESTS, complete, complete.sum(one -> one.points(policy)), narrowest());
  }

  /// The first rung that stops the attack: while others use the source, the account there.
  private BlockTarget narrowest() {
    return isShared() && !failure.account().isEmpty()
        ? new BlockTarget.IpAccount(source, failure.account())
        : BlockTarget.ofSource(source);
  }

  private boolean isShared() {
    return state.memory().knowsOthers(failure.account(), failure.at());
  }

  private boolean isFamiliar() {
    return state.memory().isFamiliar(failure.account(), failure.at());
  }

  private boolean isOff(Rule rule) {
    return policy.rule(rule).isOff();
  }

  private Verdict verdict(Rule rule, Window within, long counted, BlockTarget target) {
    boolean spares = rule == Rule.HOSTILE_REQUESTS && isShared() && failure.account().isEmpty();
    return new Verdict(
        rule,
        target,
        within.services(),
        within.evidence(failure, state.userAgent()),
        failure.eventId(),
        failure.at(),
        spares || isWatched(rule),
        grounds(rule, counted));
  }

  private Grounds grounds(Rule rule, long counted) {
    int others = state.memory().others(failure.account(), failure.at());
    return grounds(policy, rule, counted, others);
  }

  /// How a rule came to its verdict. An end of its memory comes with the block.
  static Grounds grounds(GuardPolicy policy, Rule rule, long counted, int others) {
    var settings = policy.rule(rule);
    return new Grounds(
        policy.version(), settings.limit(), settings.period(), counted, others, null);
  }

  private boolean isWatched(Rule rule) {
    return policy.rule(rule).mode() == RuleMode.WATCH;
  }
}
