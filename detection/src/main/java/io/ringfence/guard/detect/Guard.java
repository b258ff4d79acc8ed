package io.ringfence.guard.detect;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The decisions. Each function is pure, and repeating it with an event that the state already has
/// in it changes nothing and announces again what that event caused, which is what makes replays
/// after a crash exact.
public final class Guard {

  /// The note of a block that gave way to another by hand.
  public static final String REPLACED = "replaced by a block by hand";

  private Guard() {}

  /// One login of the source.
  public static Step attempt(
      SourceState state, AuthenticationAttempt attempt, Situation situation) {
    var sign = Sign.of(attempt, situation.policy());
    if (sign == Sign.NONE) {
      return Step.unchanged(state, Note.NOT_A_GUESS);
    }
    var repeated = repeated(state, attempt.eventId());
    if (repeated != null) {
      var lost = Spread.again(state, attempt, situation);
      return repeated.then(new Step(state, lost, Note.REPEATED));
    }
    if (!situation.policy().enabled()) {
      return Step.unchanged(state, Note.DISABLED);
    }
    if (situation.trusted()) {
      return Step.unchanged(state, Note.TRUSTED);
    }
    return ended(state, earlier(attempt.occurredAt(), situation.now()), situation)
        .then(
            now ->
                switch (sign) {
                  case GUESS, HOSTILE -> Source.failed(now, attempt, situation);
                  case STALE_PASSWORD -> Source.stale(now, attempt, situation);
                  case LOGIN ->
                      Source.accepted(now, attempt, situation)
                          .then(next -> RegisteredTrunk.released(next, attempt, situation));
                  case NONE -> Step.unchanged(now, Note.NOT_A_GUESS);
                });
  }

  /// What the state of a source says to that of this target.
  public static Step finding(SourceState state, Finding finding, Situation situation) {
    var repeated = repeated(state, finding.eventId());
    if (repeated != null) {
      return repeated;
    }
    if (!situation.policy().enabled()) {
      return Step.unchanged(state, Note.DISABLED);
    }
    if (situation.trusted()) {
      return Step.unchanged(state, Note.TRUSTED);
    }
    return ended(state, earlier(finding.occurredAt(), situation.now()), situation)
        .then(
            now ->
                switch (finding.kind()) {
                  case VERDICT -> verdict(now, finding, situation);
                  case FAILED ->
                      finding.about() instanceof BlockTarget.IpAccount
                          ? SlowThere.failed(now, finding, situation)
                          : Spread.failed(now, finding, situation);
                  case ACCEPTED -> Spread.accepted(now, finding, situation);
                });
  }

  private static Step verdict(SourceState state, Finding finding, Situation situation) {
    var block = state.block();
    if (block != null && block.services().containsAll(finding.services())) {
      return Step.unchanged(state, Note.AFTER_BLOCK);
    }
    boolean isForgiven =
        finding.services().stream().allMatch(one -> state.isCleared(one, finding.occurredAt()));
    return isForgiven
        ? Step.unchanged(state, Note.CLEARED)
        : Blocks.decided(state, Verdict.of(finding), situation);
  }

  /// What this event did before, once more, or `null` when it did nothing that was announced.
  private static @Nullable Step repeated(SourceState state, UUID event) {
    int cause = state.causedBy(event);
    var told = state.toldBy(event);
    if (cause < 0) {
      return told.isEmpty() ? null : new Step(state, told, Note.REPEATED);
    }
    var outputs = new ArrayList<>(told);
    outputs.addAll(Blocks.repeated(state, cause));
    return new Step(state, outputs, Note.REPEATED);
  }

  /// A block whose end has come by this time is over.
  private static Step ended(SourceState state, Instant time, Situation situation) {
    var block = state.block();
    return block != null && isOver(block, time)
        ? Blocks.expired(state, block, expiry(block), situation.now())
        : Step.unchanged(state, Note.NOTHING);
  }

  /// An operator's order.
  public static Step command(SourceState state, Command order, Situation situation) {
    int cause = state.causedBy(order.eventId());
    if (cause >= 0) {
      return new Step(state, Blocks.repeated(state, cause), Note.REPEATED);
    }
    return ended(state, time(order, situation), situation)
        .then(now -> carryOut(now, order, situation));
  }

  private static Step carryOut(SourceState state, Command order, Situation situation) {
    return switch (order.action()) {
      case BLOCK -> block(state, order, situation);
      case RELEASE -> release(state, order, situation);
      case FEED_BLOCK -> FeedBlocks.block(state, order, time(order, situation), situation);
      case FEED_RELEASE -> FeedBlocks.release(state, order, time(order, situation), situation);
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
    return LoweredLimit.applied(state, target, situation);
  }

  /// A decision came back from topic `blocks`: it is safe there, and what it says holds there until
  /// the next one comes back.
  public static SourceState seen(SourceState state, BlockDecision decision) {
    return state.seeing(decision.eventId());
  }

  /// A tombstone came back from topic `blocks`: the end before it is safe, and gone from there.
  public static SourceState cleared(SourceState state) {
    return state.cleared();
  }

  /// Whether a block is in force, or a decision not known to be safe on topic `blocks`.
  public static boolean isOpen(SourceState state) {
    return state.block() != null || state.firstUnseen() >= 0;
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
    var reach = state.reach(situation.policy());
    return !isOpen(state)
        && !state.offences().rememberedUntil().isAfter(eventTime)
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
