package io.ringfence.guard.detect;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.SecurityAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an attempt does to the state of its source.
final class Source {

  /// For how long the same finding of a rule in watch mode is not reported again.
  private static final Duration REPORT_EVERY = Duration.ofHours(1);

  private Source() {}

  /// A failed login, or a request that is held against its source.
  static Step failed(SourceState state, AuthenticationAttempt attempt, Situation situation) {
    var failure = Failure.of(attempt);
    var reach = Rules.reach(situation.policy());
    boolean spared = RegisteredTrunk.isAt(state, failure.at(), situation);
    if (state.isCleared(failure)) {
      return spared
          ? Step.unchanged(state, Note.REGISTERED_TRUNK)
          : again(state, attempt, situation, Note.CLEARED);
    }
    var block = state.block();
    if (block != null && block.services().contains(failure.service())) {
      return Step.unchanged(state, Note.AFTER_BLOCK);
    }
    if (spared && !state.window().counts(failure)) {
      return RegisteredTrunk.failed(state, failure, situation);
    }
    if (state.window().holds(failure)) {
      return again(state, attempt, situation, Note.DUPLICATE);
    }
    var window = state.window().with(failure, reach);
    if (state.window().isOver(failure, reach) || !window.holds(failure)) {
      return again(state, attempt, situation, Note.LATE);
    }
    var counted =
        remembered(
            state.counting(window, attempt.userAgent(), situation.now()), failure, situation);
    var sightings = new ArrayList<>(Spread.first(state, failure, attempt, situation));
    var there = SlowThere.said(state, failure, attempt, situation);
    if (there != null) {
      counted = counted.telling(Told.of(attempt.eventId(), there), situation.now());
      sightings.add(new Output.Found(there));
    }
    var rules = new Rules(counted, failure, attempt.source(), situation.policy());
    return new Step(counted, sightings, Note.COUNTED)
        .then(judged(counted, rules.verdicts(), attempt, situation));
  }

  /// It may have been counted before a crash that lost what it said to others.
  private static Step again(
      SourceState state, AuthenticationAttempt attempt, Situation situation, Note note) {
    return new Step(state, Spread.again(state, attempt, situation), note);
  }

  /// A mistyped password of somebody who has logged in from there before is no sign of a slow
  /// attack, nor of one on many accounts.
  private static SourceState remembered(SourceState state, Failure failure, Situation situation) {
    var memory = state.memory();
    if (!failure.isGuess() || memory.isFamiliar(failure.account(), failure.at())) {
      return state;
    }
    var policy = situation.policy();
    return state.recalling(
        memory.withStranger(
            failure,
            policy.rule(Rule.MANY_ACCOUNTS).period(),
            policy.rule(Rule.SLOW_GUESSING).period()),
        situation.now());
  }

  /// Reports what is watched, up to the first verdict that is not.
  private static Step judged(
      SourceState state,
      List<Verdict> verdicts,
      AuthenticationAttempt attempt,
      Situation situation) {
    var step = Step.unchanged(state, Note.COUNTED);
    for (var verdict : verdicts) {
      if (!verdict.watched()) {
        return step.then(carriedOut(step.state(), verdict, attempt, situation));
      }
      step = step.then(watched(step.state(), verdict, situation));
    }
    return step;
  }

  private static Step carriedOut(
      SourceState state, Verdict verdict, AuthenticationAttempt attempt, Situation situation) {
    if (verdict.target() instanceof BlockTarget.IpAccount) {
      return handedOn(state, verdict, attempt, situation);
    }
    return Blocks.decided(state, verdict, situation);
  }

  /// The account at this source is another target, whose state another task may keep.
  private static Step handedOn(
      SourceState state, Verdict verdict, AuthenticationAttempt attempt, Situation situation) {
    var finding = Finding.verdict(verdict, attempt.key());
    var window = state.window().using(one -> one.account().equals(attempt.account()));
    var next =
        state
            .counting(window, null, situation.now())
            .telling(Told.of(attempt.eventId(), finding), situation.now());
    return new Step(next, List.of(new Output.Found(finding)), Note.HANDED_ON);
  }

  /// Once an hour for each rule.
  static Step watched(SourceState state, Verdict verdict, Situation situation) {
    String what = verdict.rule().wireName();
    if (state.memory().isReported(what, verdict.at(), REPORT_EVERY)) {
      return Step.unchanged(state, Note.COUNTED);
    }
    return alerted(
        state.recalling(state.memory().withReported(what, verdict.at()), situation.now()),
        SecurityAlert.found(
            SecurityAlert.Kind.RULE_WATCHED,
            verdict.cause(),
            verdict.at(),
            verdict.target().value(),
            verdict.summary()),
        verdict,
        situation);
  }

  private static Step alerted(
      SourceState state, SecurityAlert alert, Verdict verdict, Situation situation) {
    return new Step(
        state.telling(Told.of(verdict.cause(), alert), situation.now()),
        List.of(new Output.Alert(alert)),
        Note.COUNTED);
  }

  /// A phone that nobody told of the new password: said once for the account at this source.
  static Step stale(SourceState state, AuthenticationAttempt attempt, Situation situation) {
    String what = Reason.STALE_PASSWORD.wireName() + " " + attempt.account();
    Instant at = attempt.occurredAt();
    if (state.memory().isReported(what, at, LongMemory.FAMILIAR_FOR)) {
      return Step.unchanged(state, Note.STALE_PASSWORD);
    }
    var alert =
        SecurityAlert.found(
            SecurityAlert.Kind.STALE_PASSWORD,
            attempt.eventId(),
            at,
            attempt.key(),
            "the phone of account " + Verdict.quoted(attempt.account()) + " has an old password");
    var next =
        state
            .recalling(state.memory().withReported(what, at), situation.now())
            .telling(Told.of(attempt.eventId(), alert), situation.now());
    return new Step(next, List.of(new Output.Alert(alert)), Note.STALE_PASSWORD);
  }

  /// A login. It makes its account familiar here and forgives nothing: whoever knows one password
  /// would have the failures at others forgiven with it.
  static Step accepted(SourceState state, AuthenticationAttempt attempt, Situation situation) {
    Instant at = attempt.occurredAt();
    var step = new Step(state, List.of(), Note.ACCEPTED);
    var alert = successAfterGuessing(state, attempt, situation);
    if (alert != null) {
      step =
          step.then(
              new Step(
                  state.telling(Told.of(attempt.eventId(), alert), situation.now()),
                  List.of(new Output.Alert(alert)),
                  Note.ACCEPTED));
    }
    var known = RegisteredTrunk.accepted(step.state(), attempt, situation);
    if (!state.memory().isNews(attempt.account(), at)) {
      return step.then(new Step(known, List.of(), Note.ACCEPTED));
    }
    var next = known.recalling(known.memory().withFamiliar(attempt.account(), at), situation.now());
    var outputs = new ArrayList<Output>();
    for (var finding : Spread.logins(state, attempt, situation)) {
      next = next.telling(Told.of(attempt.eventId(), finding), situation.now());
      outputs.add(new Output.Found(finding));
    }
    return step.then(new Step(next, outputs, Note.ACCEPTED));
  }

  private static @Nullable SecurityAlert successAfterGuessing(
      SourceState state, AuthenticationAttempt attempt, Situation situation) {
    var rule = situation.policy().rule(Rule.SUCCESS_AFTER_GUESSING);
    Instant at = attempt.occurredAt();
    if (rule.isOff() || state.memory().isFamiliar(attempt.account(), at)) {
      return null;
    }
    var guesses =
        state
            .window()
            .between(at.minus(rule.period()), at)
            .where(one -> one.isGuess() && !one.account().equals(attempt.account()));
    if (guesses.count() < rule.limit()) {
      return null;
    }
    return SecurityAlert.found(
        SecurityAlert.Kind.SUCCESS_AFTER_GUESSING,
        attempt.eventId(),
        at,
        attempt.key(),
        "account "
            + Verdict.quoted(attempt.account())
            + " logged in after "
            + guesses.count()
            + " failures of the same source at other accounts");
  }
}
