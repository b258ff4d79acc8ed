package io.ringfence.guard.detect;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import java.time.Instant;
import java.util.Objects;

/// The orders of block lists. They come the way an operator's do, so that whatever concerns a
/// source is decided in one place and one order; but a list knows less than who has seen the
/// source: it replaces nobody's block, releases only its own, and where there is none forgives
/// nothing.
final class FeedBlocks {

  private FeedBlocks() {}

  static Step block(SourceState state, Command order, Instant at, Situation situation) {
    if (situation.trusted()) {
      return Step.unchanged(state, Note.REFUSED_TRUSTED);
    }
    if (RegisteredTrunk.isAt(state, at, situation)) {
      return Step.unchanged(state, Note.REGISTERED_TRUNK);
    }
    var lying = state.block();
    if (lying != null && lying.origin() != Origin.FEED) {
      return Step.unchanged(state, Note.BLOCKED_OTHERWISE);
    }
    var expiresAt = Objects.requireNonNull(order.expiresAt());
    var blockId = Objects.requireNonNull(order.blockId());
    boolean nothingNew =
        lying == null
            ? state.knows(blockId) || !expiresAt.isAfter(situation.now())
            : !expiresAt.isAfter(Objects.requireNonNullElse(lying.expiresAt(), Instant.MAX));
    if (nothingNew) {
      return Step.unchanged(state, Note.DUPLICATE);
    }
    var decision =
        new BlockDecision(
            Event.SCHEMA_VERSION,
            EventIds.derived(order.eventId(), "decision"),
            at,
            lying == null ? blockId : lying.blockId(),
            order.target(),
            Objects.requireNonNull(order.services()),
            Rule.FEED,
            Origin.FEED,
            BlockState.ACTIVE,
            1,
            Evidence.NONE,
            lying == null ? situation.now() : lying.decidedAt(),
            expiresAt,
            order.actor(),
            order.reason());
    return Blocks.announced(
        state.clearing(decision.services(), at),
        order.eventId(),
        decision,
        situation.now(),
        Note.CARRIED_OUT);
  }

  static Step release(SourceState state, Command order, Instant at, Situation situation) {
    var lying = state.block();
    if (lying == null
        || lying.origin() != Origin.FEED
        || !lying.blockId().equals(order.blockId())) {
      return Step.unchanged(state, Note.NOTHING_TO_RELEASE);
    }
    return Blocks.released(
        state, lying, order.eventId(), at, situation.now(), order.actor(), order.reason());
  }
}
