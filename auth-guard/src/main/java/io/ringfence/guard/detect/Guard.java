package io.ringfence.guard.detect;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import java.time.Instant;
import java.util.List;

/// The decisions. Each function is pure, and repeating it with an event that the state already has
/// in it changes nothing and announces again what that event caused, which is what makes replays
/// after a crash exact.
public final class Guard {

  private Guard() {}

  /// One login of the source.
  public static Step attempt(
      SourceState state, AuthenticationAttempt attempt, Situation situation) {
    if (!PasswordGuessing.isGuess(attempt)) {
      return Step.unchanged(state, Note.NOT_A_GUESS);
    }
    int cause = state.causedBy(attempt.eventId());
    if (cause >= 0) {
      return new Step(state, Blocks.repeated(state, cause), Note.REPEATED);
    }
    if (!situation.policy().enabled()) {
      return Step.unchanged(state, Note.DISABLED);
    }
    if (situation.trusted()) {
      return Step.unchanged(state, Note.TRUSTED);
    }
    var block = state.block();
    if (block != null && isOver(block, earlier(attempt.occurredAt(), situation.now()))) {
      var expired = Blocks.expired(state, block, expiry(block), situation.now());
      return expired.then(guess(expired.state(), attempt, situation));
    }
    return guess(state, attempt, situation);
  }

  private static Step guess(SourceState state, AuthenticationAttempt attempt, Situation situation) {
    var failure = Failure.of(attempt);
    var rule = PasswordGuessing.of(situation.policy());
    if (state.isCleared(failure)) {
      return Step.unchanged(state, Note.CLEARED);
    }
    var block = state.block();
    if (block != null && block.services().contains(failure.service())) {
      return Step.unchanged(state, Note.AFTER_BLOCK);
    }
    if (state.window().holds(failure)) {
      return Step.unchanged(state, Note.DUPLICATE);
    }
    if (state.window().isOver(failure, rule.period())) {
      return Step.unchanged(state, Note.LATE);
    }
    var window = state.window().with(failure, rule.period());
    var counted = state.counting(window, attempt.userAgent(), situation.now());
    var complete = rule.completedBy(failure, window);
    return complete == null
        ? Step.unchanged(counted, Note.COUNTED)
        : Blocks.decided(
            counted, BlockTarget.ofSource(attempt.source()), complete, failure, situation);
  }

  /// An operator's order.
  public static Step command(SourceState state, Command order, Situation situation) {
    int cause = state.causedBy(order.eventId());
    if (cause >= 0) {
      return new Step(state, Blocks.repeated(state, cause), Note.REPEATED);
    }
    var block = state.block();
    if (block != null && isOver(block, time(order, situation))) {
      var expired = Blocks.expired(state, block, expiry(block), situation.now());
      return expired.then(carryOut(expired.state(), order, situation));
    }
    return carryOut(state, order, situation);
  }

  private static Step carryOut(SourceState state, Command order, Situation situation) {
    return switch (order.action()) {
      case BLOCK -> block(state, order, situation);
      case RELEASE -> release(state, order, situation);
      case END_CALL -> Step.unchanged(state, Note.ORDER_FOR_OTHERS);
      case UNKNOWN -> Step.unchanged(state, Note.UNKNOWN_ORDER);
    };
  }

  private static Step block(SourceState state, Command order, Situation situation) {
    if (situation.trusted()) {
      return Step.unchanged(state, Note.REFUSED_TRUSTED);
    }
    var blockId = order.blockId();
    if (blockId == null || state.knows(blockId)) {
      return Step.unchanged(state, Note.DUPLICATE);
    }
    return Blocks.ordered(state, order, blockId, time(order, situation), situation);
  }

  /// A release that finds no block still clears the target's record: should the state have been
  /// lost, an operator can always free a source.
  private static Step release(SourceState state, Command order, Situation situation) {
    Instant at = time(order, situation);
    var block = state.block();
    boolean repeated = state.orders().contains(order.eventId());
    if (block == null) {
      var forgiven =
          repeated
              ? state
              : Blocks.forgiven(state, at).remembering(order.eventId(), situation.now());
      return new Step(
          forgiven, List.of(new Output.Cleared(order.target())), Note.NOTHING_TO_RELEASE);
    }
    if (repeated) {
      return Step.unchanged(state, Note.REPEATED);
    }
    if (order.blockId() != null && !order.blockId().equals(block.blockId())) {
      return Step.unchanged(state, Note.NOTHING_TO_RELEASE);
    }
    return Blocks.released(
        state, block, order.eventId(), at, situation.now(), order.actor(), order.reason());
  }

  /// An order from a clock that is ahead counts from now.
  private static Instant time(Command order, Situation situation) {
    return order.occurredAt().isAfter(situation.now()) ? situation.now() : order.occurredAt();
  }

  /// What follows from the time and the configuration alone: an end that has come, a source that is
  /// trusted now, a limit that has been lowered to what the window already holds.
  public static Step tick(SourceState state, BlockTarget target, Situation situation) {
    var block = state.block();
    if (block != null && isOver(block, situation.now())) {
      return Blocks.expired(state, block, expiry(block), situation.now());
    }
    if (block != null && situation.trusted()) {
      return Blocks.released(
              state,
              block,
              block.blockId(),
              situation.now(),
              situation.now(),
              null,
              "the source is trusted now")
          .noted(Note.BY_ITSELF);
    }
    if (!situation.policy().enabled() || situation.trusted()) {
      return Step.unchanged(state, Note.NOTHING);
    }
    var complete =
        PasswordGuessing.of(situation.policy()).completeAt(situation.now(), state.window());
    return complete == null
        ? Step.unchanged(state, Note.NOTHING)
        : Blocks.decided(state, target, complete, complete.failures().getLast(), situation);
  }

  /// A decision came back from topic `blocks`: it is safe there.
  public static SourceState seen(SourceState state, BlockDecision decision) {
    return state.seeing(decision.eventId());
  }

  /// What may have been lost in a crash and has no event that would be replayed for it.
  public static List<Output> unconfirmed(SourceState state) {
    int from = state.firstUnseen();
    return from < 0 ? List.of() : Blocks.repeated(state, from);
  }

  /// Whether the state can be forgotten: no block, nothing to confirm, and two periods have passed,
  /// both by the clock since its last change and by the events' time since the newest it knows. The
  /// second keeps what a backlog may still need.
  ///
  /// @param eventTime how far the events have come
  public static boolean isIdle(SourceState state, Instant eventTime, Situation situation) {
    var reach = situation.policy().period().multipliedBy(2);
    return state.block() == null
        && state.firstUnseen() < 0
        && !state.touchedAt().plus(reach).isAfter(situation.now())
        && !state.newest().plus(reach).isAfter(eventTime);
  }

  /// An edge whose clock is ahead ends no block before its time.
  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static boolean isOver(BlockDecision block, Instant time) {
    var expiresAt = block.expiresAt();
    return expiresAt != null && !time.isBefore(expiresAt);
  }

  private static Instant expiry(BlockDecision block) {
    var expiresAt = block.expiresAt();
    if (expiresAt == null) {
      throw new IllegalArgumentException("a block without an end does not expire");
    }
    return expiresAt;
  }
}
