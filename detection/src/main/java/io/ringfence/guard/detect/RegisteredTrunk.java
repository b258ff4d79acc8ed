package io.ringfence.guard.detect;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.List;

/// The source of a registered trunk: one from which an account that the policy calls a trunk has
/// logged in lately. Nothing is held against it, and nothing of what it fails at is said to others.
/// Only a login counts that succeeded from there, so nobody becomes one who lacks the password.
final class RegisteredTrunk {

  private static final String RELEASED = "a registered trunk has logged in from there";

  private RegisteredTrunk() {}

  /// Whether the state is of such a source. An event that is late is judged by the latest login.
  static boolean isAt(SourceState state, Instant at, Situation situation) {
    return state.memory().hasTrunk(situation.policy().trunks(), at);
  }

  /// A failure there. It is remembered as used up, which no rule counts but the one that tells of a
  /// success after guessing, and no longer than that one needs.
  static Step failed(SourceState state, Failure failure, Situation situation) {
    var policy = situation.policy();
    var reach = Rules.reach(policy);
    var rule = policy.rule(Rule.SUCCESS_AFTER_GUESSING);
    boolean isForgotten =
        rule.isOff()
            || !failure.isGuess()
            || state.window().holds(failure)
            || state.window().isOver(failure, reach);
    if (isForgotten) {
      return Step.unchanged(state, Note.REGISTERED_TRUNK);
    }
    var window = state.window().with(failure.asUsed(), reach).sparing(Failure::used, rule.limit());
    var next = window.holds(failure) ? state.counting(window, null, situation.now()) : state;
    return new Step(next, List.of(), Note.REGISTERED_TRUNK);
  }

  /// With a login, if it is a trunk's.
  static SourceState accepted(
      SourceState state, AuthenticationAttempt attempt, Situation situation) {
    if (!isTrunk(attempt, situation)) {
      return state;
    }
    var memory = state.memory().withTrunk(attempt.account(), attempt.occurredAt());
    return memory.equals(state.memory()) ? state : state.recalling(memory, situation.now());
  }

  /// Accounts of other services may have the same names.
  private static boolean isTrunk(AuthenticationAttempt attempt, Situation situation) {
    return attempt.service() == Service.SIP && situation.policy().trunks().has(attempt.account());
  }

  /// A block that would not have been, had the login been known, is taken back. An operator's
  /// stays: he knew whom he blocks. It ends now, not when the login was: what has failed meanwhile
  /// is forgiven too, in whatever order it came.
  static Step released(SourceState state, AuthenticationAttempt attempt, Situation situation) {
    var block = state.block();
    var until = attempt.occurredAt().plus(situation.policy().trunks().memory());
    if (block == null
        || block.origin() == Origin.OPERATOR
        || !isTrunk(attempt, situation)
        || !block.occurredAt().isBefore(until)) {
      return Step.unchanged(state, Note.ACCEPTED);
    }
    var now = situation.now();
    return Blocks.released(state, block, attempt.eventId(), now, now, null, RELEASED)
        .noted(Note.ACCEPTED);
  }
}
