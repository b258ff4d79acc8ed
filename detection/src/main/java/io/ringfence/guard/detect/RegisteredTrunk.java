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
    return new Step(
        state.counting(window, null, situation.now()), List.of(), Note.REGISTERED_TRUNK);
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

  /// What was decided before it was known whose source it is, is taken back. An operator knew whom
  /// he blocks.
  static Step released(SourceState state, AuthenticationAttempt attempt, Situation situation) {
    var block = state.block();
    if (block == null
        || block.origin() == Origin.OPERATOR
        || !isTrunk(attempt, situation)
        || !isAt(state, situation.now(), situation)) {
      return Step.unchanged(state, Note.ACCEPTED);
    }
    var at =
        attempt.occurredAt().isBefore(block.occurredAt())
            ? block.occurredAt()
            : attempt.occurredAt();
    return Blocks.released(state, block, attempt.eventId(), at, situation.now(), null, RELEASED)
        .noted(Note.ACCEPTED);
  }
}
