package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What no source shows alone: many sources of one network, or many at one account. A source says
/// once in a while to the account and to its network that it has failed there, or logged in; these
/// count sources. All of it is harmless when repeated.
final class Spread {

  private static final int V4_NETWORK = 24;
  private static final int V6_NETWORK = 48;

  /// Addresses of one's own network, of the host, and of the link. Whole networks of them are not
  /// blocked and their phones are no crowd: there one account is set up on many phones, and each
  /// address has its own limit.
  private static final IpRangeSet LOCAL =
      IpRangeSet.of(
          Stream.of(
                  "10.0.0.0/8",
                  "172.16.0.0/12",
                  "192.168.0.0/16",
                  "127.0.0.0/8",
                  "169.254.0.0/16",
                  "::1/128",
                  "fc00::/7",
                  "fe80::/10")
              .map(IpPrefix::parse)
              .map(IpPrefix::toRange)
              .toList());

  private Spread() {}

  static IpPrefix network(IpAddress source) {
    return IpPrefix.of(source, source.v6() ? V6_NETWORK : V4_NETWORK);
  }

  /// What a failure that is counted now says to others: the first in each half of a period, see
  /// [Span]. Of a source where others are at home the network does not hear, of an account that is
  /// at home there not even the account.
  static List<Output> first(
      SourceState before, Failure failure, AuthenticationAttempt attempt, Situation situation) {
    return failures(before, failure, attempt, situation, false);
  }

  /// The same for a failure that was counted before: what it said may have been lost.
  static List<Output> again(SourceState state, AuthenticationAttempt attempt, Situation situation) {
    return failures(state, Failure.of(attempt), attempt, situation, true);
  }

  private static List<Output> failures(
      SourceState state,
      Failure failure,
      AuthenticationAttempt attempt,
      Situation situation,
      boolean always) {
    boolean isGuess = attempt.outcome() == Outcome.REJECTED && Failure.isGuess(attempt.reason());
    if (!isGuess || LOCAL.contains(attempt.source())) {
      return List.of();
    }
    var policy = situation.policy();
    var memory = state.memory();
    var outputs = new ArrayList<Output>(2);
    var atAccount =
        Span.of(policy, attempt, Rule.DISTRIBUTED_GUESSING, Rule.SUCCESS_AFTER_GUESSING);
    if (atAccount != null
        && !failure.account().isEmpty()
        && (always
            || (!state
                    .window()
                    .has(one -> one.account().equals(failure.account()) && atAccount.holds(one))
                && !memory.isFamiliar(failure.account(), failure.at())))) {
      outputs.add(found(Finding.Kind.FAILED, attempt, new BlockTarget.Account(failure.account())));
    }
    var inNetwork = Span.of(policy, attempt, Rule.SUBNET);
    if (inNetwork != null
        && (always
            || (!state.window().has(inNetwork::holds) && !memory.knowsOthers("", failure.at())))) {
      outputs.add(
          found(Finding.Kind.FAILED, attempt, new BlockTarget.Prefix(network(attempt.source()))));
    }
    return outputs;
  }

  private static Output found(Finding.Kind kind, AuthenticationAttempt attempt, BlockTarget about) {
    return new Output.Found(seen(kind, attempt, about));
  }

  private static Finding seen(Finding.Kind kind, AuthenticationAttempt attempt, BlockTarget about) {
    return Finding.seen(
        kind, attempt.eventId(), attempt.occurredAt(), about, attempt.key(), attempt.service());
  }

  /// What a login says to others, when it makes its account familiar at the source.
  static List<Finding> logins(
      SourceState before, AuthenticationAttempt attempt, Situation situation) {
    var findings = new ArrayList<Finding>();
    if (!attempt.account().isEmpty()) {
      findings.add(
          seen(Finding.Kind.ACCEPTED, attempt, new BlockTarget.Account(attempt.account())));
    }
    boolean isNews = before.memory().isNewsForNetwork(attempt.occurredAt());
    if (isNews && !LOCAL.contains(attempt.source())) {
      findings.add(
          seen(Finding.Kind.ACCEPTED, attempt, new BlockTarget.Prefix(network(attempt.source()))));
    }
    return findings;
  }

  /// A source has failed at this account, or from this network.
  static Step failed(SourceState state, Finding finding, Situation situation) {
    var failure = Failure.by(finding);
    var rule = rule(finding.about());
    var settings = situation.policy().rule(rule);
    if (state.memory().isFamiliar(finding.source(), finding.occurredAt())) {
      return Step.unchanged(state, Note.NOT_A_GUESS);
    }
    if (state.isCleared(failure)) {
      return Step.unchanged(state, Note.CLEARED);
    }
    if (state.block() != null) {
      return Step.unchanged(state, Note.AFTER_BLOCK);
    }
    var reach = reach(situation.policy());
    var latest = latest(state.window(), failure);
    if (latest == null || state.window().isOver(failure, reach)) {
      return Step.unchanged(state, Note.DUPLICATE);
    }
    var counted = state.counting(latest.with(failure, reach), null, situation.now());
    var complete =
        settings.isOff()
            ? null
            : SlidingLimit.of(settings, one -> 1).completedBy(failure, counted.window());
    if (complete == null) {
      return Step.unchanged(counted, Note.COUNTED);
    }
    var verdict = verdict(rule, situation, state, complete, failure, finding);
    return verdict.watched()
        ? Source.watched(counted, verdict, situation)
        : Blocks.decided(counted, verdict, situation);
  }

  /// A network in which honest phones are at home is not blocked; what attacks from there is, one
  /// by one.
  private static Verdict verdict(
      Rule rule,
      Situation situation,
      SourceState state,
      Window complete,
      Failure failure,
      Finding finding) {
    int known = state.memory().others("", finding.occurredAt());
    var settings = situation.policy().rule(rule);
    boolean spares = rule == Rule.SUBNET && known > 0;
    var accounts =
        finding.about() instanceof BlockTarget.Account(var account)
            ? List.of(account)
            : List.<String>of();
    return new Verdict(
        rule,
        finding.about(),
        complete.services(),
        new Evidence(
            (int) complete.count(),
            complete.failures().getFirst().at(),
            failure.at(),
            accounts,
            null),
        finding.eventId(),
        finding.occurredAt(),
        spares || settings.mode() == RuleMode.WATCH,
        Rules.grounds(situation.policy(), rule, complete.count(), known));
  }

  private static Rule rule(BlockTarget about) {
    return about instanceof BlockTarget.Account ? Rule.DISTRIBUTED_GUESSING : Rule.SUBNET;
  }

  /// Each source is in the window once, with the latest time; `null` when a later one is there.
  private static @Nullable Window latest(Window window, Failure failure) {
    boolean isOld =
        window.has(
            one -> one.account().equals(failure.account()) && !one.at().isBefore(failure.at()));
    return isOld ? null : window.where(one -> !one.account().equals(failure.account()));
  }

  static Duration reach(GuardPolicy policy) {
    return Stream.of(Rule.DISTRIBUTED_GUESSING, Rule.SUBNET, Rule.SUCCESS_AFTER_GUESSING)
        .map(rule -> policy.rule(rule).period())
        .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) < 0 ? other : one);
  }

  /// A source has logged in to this account, or from this network.
  static Step accepted(SourceState state, Finding finding, Situation situation) {
    var alert = successAfterGuessing(state, finding, situation);
    var step = new Step(state, List.of(), Note.ACCEPTED);
    if (alert != null) {
      step =
          new Step(
              state.telling(Told.of(finding.eventId(), alert), situation.now()),
              List.of(new Output.Alert(alert)),
              Note.ACCEPTED);
    }
    var known = step.state();
    var window = known.window().where(one -> !one.account().equals(finding.source()));
    var next =
        known
            .counting(window, null, situation.now())
            .recalling(
                known.memory().withFamiliar(finding.source(), finding.occurredAt()),
                situation.now());
    return step.then(new Step(next, List.of(), Note.ACCEPTED));
  }

  private static @Nullable SecurityAlert successAfterGuessing(
      SourceState state, Finding finding, Situation situation) {
    var rule = situation.policy().rule(Rule.SUCCESS_AFTER_GUESSING);
    Instant at = finding.occurredAt();
    if (rule.isOff()
        || !(finding.about() instanceof BlockTarget.Account(var account))
        || state.memory().isFamiliar(finding.source(), at)) {
      return null;
    }
    var elsewhere =
        state
            .window()
            .between(at.minus(rule.period()), at)
            .where(one -> !one.account().equals(finding.source()));
    if (elsewhere.count() < rule.limit()) {
      return null;
    }
    return SecurityAlert.found(
        SecurityAlert.Kind.SUCCESS_AFTER_GUESSING,
        finding.eventId(),
        at,
        finding.about().value(),
        "account "
            + Verdict.quoted(account)
            + " logged in from "
            + finding.source()
            + " after failures from "
            + elsewhere.count()
            + " other sources");
  }
}
