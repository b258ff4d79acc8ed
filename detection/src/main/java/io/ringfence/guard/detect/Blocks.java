package io.ringfence.guard.detect;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The life of a block: the transitions of a state that announce something. All ids follow from
/// the cause, so the same cause announces the same thing again.
final class Blocks {

  private static final Set<Service> ALL_SERVICES =
      EnumSet.complementOf(EnumSet.of(Service.UNKNOWN));

  /// The note of a feed's block that gave way to one of the guard's.
  private static final String OWN = "the guard has blocked it itself";

  private Blocks() {}

  /// A rule's verdict: a new block, or, if one is there that does not cover what was attacked now,
  /// that block widened. A feed's block gives way to one of the guard's own that covers as much:
  /// what the list says next, or says no more, does not concern that.
  static Step decided(SourceState state, Verdict verdict, Situation situation) {
    var lying = state.block();
    if (lying == null) {
      return decided(state, begun(state, verdict, situation), verdict, situation);
    }
    if (lying.origin() != Origin.FEED) {
      return decided(state, widened(lying, verdict, situation), verdict, situation);
    }
    return replaced(state, lying, verdict.cause(), verdict.at(), null, OWN, situation)
        .then(
            now ->
                decided(
                    now,
                    noLess(begun(now, verdict, situation), lying, situation),
                    verdict,
                    situation));
  }

  private static Step decided(
      SourceState state, BlockDecision decision, Verdict verdict, Situation situation) {
    return announced(
        remembered(state.clearing(decision.services(), verdict.at()), decision, situation),
        verdict.cause(),
        decision,
        situation.now(),
        Note.DECIDED);
  }

  private static BlockDecision begun(SourceState state, Verdict verdict, Situation situation) {
    int level = state.offences().next(verdict.at());
    var end = end(verdict, level, situation);
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        EventIds.derived(verdict.cause(), "decision"),
        verdict.at(),
        EventIds.derived(verdict.cause(), "block"),
        verdict.target(),
        services(verdict, level, situation),
        verdict.rule(),
        Origin.GUARD,
        BlockState.ACTIVE,
        level,
        verdict.evidence(),
        situation.now(),
        end,
        null,
        null,
        grounds(verdict.grounds(), end, situation));
  }

  private static Set<Service> services(Verdict verdict, int level, Situation situation) {
    boolean isAll = situation.policy().lengths().scope().isAll(level);
    return isAll ? ALL_SERVICES : verdict.services();
  }

  private static BlockDecision widened(BlockDecision lying, Verdict verdict, Situation situation) {
    var end = later(lying.expiresAt(), end(verdict, lying.level(), situation));
    var grounds = lying.rule() == verdict.rule() ? verdict.grounds() : lying.grounds();
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        EventIds.derived(verdict.cause(), "decision"),
        verdict.at(),
        lying.blockId(),
        verdict.target(),
        union(lying.services(), services(verdict, lying.level(), situation)),
        lying.rule(),
        lying.origin(),
        BlockState.ACTIVE,
        lying.level(),
        verdict.evidence(),
        lying.decidedAt(),
        end,
        lying.actor(),
        lying.note(),
        grounds(grounds, end, situation));
  }

  /// Nobody gets off lightly because he attacks although he is listed.
  private static BlockDecision noLess(
      BlockDecision begun, BlockDecision listed, Situation situation) {
    var end = later(listed.expiresAt(), Objects.requireNonNull(begun.expiresAt()));
    return new BlockDecision(
        begun.schemaVersion(),
        begun.eventId(),
        begun.occurredAt(),
        begun.blockId(),
        begun.target(),
        union(listed.services(), begun.services()),
        begun.rule(),
        begun.origin(),
        begun.state(),
        begun.level(),
        begun.evidence(),
        begun.decidedAt(),
        end,
        begun.actor(),
        begun.note(),
        grounds(begun.grounds(), end, situation));
  }

  private static @Nullable Grounds grounds(
      @Nullable Grounds grounds, @Nullable Instant end, Situation situation) {
    return grounds == null || end == null
        ? grounds
        : grounds.remembered(end.plus(situation.policy().lengths().memory()));
  }

  private static Instant end(Verdict verdict, int level, Situation situation) {
    var policy = situation.policy();
    long seed = verdict.cause().getLeastSignificantBits();
    return verdict.at().plus(policy.lengths().length(policy.blockFor(), level, seed));
  }

  /// The next one is a further offence until the policy's memory after this one's end is over.
  private static SourceState remembered(
      SourceState state, BlockDecision decision, Situation situation) {
    var end = decision.expiresAt();
    return decision.origin() != Origin.GUARD || end == null
        ? state
        : state.offending(
            new Offences(decision.level(), end.plus(situation.policy().lengths().memory())));
  }

  /// An operator's block takes the place of whatever lies on the target.
  static Step ordered(
      SourceState state, Command order, UUID blockId, Instant at, Situation situation) {
    var services = order.services();
    var decision =
        new BlockDecision(
            Event.SCHEMA_VERSION,
            EventIds.derived(order.eventId(), "decision"),
            at,
            blockId,
            order.target(),
            services == null || services.isEmpty() ? ALL_SERVICES : services,
            Rule.MANUAL,
            Origin.OPERATOR,
            BlockState.ACTIVE,
            1,
            Evidence.NONE,
            situation.now(),
            order.expiresAt(),
            order.actor(),
            order.reason());
    var lying = state.block();
    var before =
        lying == null
            ? Step.unchanged(state, Note.CARRIED_OUT)
            : replaced(state, lying, order.eventId(), at, order.actor(), Guard.REPLACED, situation);
    var after =
        announced(
            before.state().clearing(decision.services(), decision.occurredAt()),
            order.eventId(),
            decision,
            situation.now(),
            Note.CARRIED_OUT);
    return before.then(after);
  }

  /// The end of a block that another follows at once.
  private static Step replaced(
      SourceState state,
      BlockDecision lying,
      UUID cause,
      Instant at,
      @Nullable String actor,
      String why,
      Situation situation) {
    var ended = lying.ended(BlockState.RELEASED, at, cause, actor, why);
    return announced(state, cause, ended, situation.now(), Note.CARRIED_OUT);
  }

  /// The block's time is over. Failures made until then stay without consequence.
  static Step expired(SourceState state, BlockDecision block, Instant expiresAt, Instant now) {
    var ended = block.ended(BlockState.EXPIRED, expiresAt, block.blockId(), null, null);
    return over(
        announced(
            state.clearing(block.services(), expiresAt),
            block.blockId(),
            ended,
            now,
            Note.BY_ITSELF));
  }

  /// The block is lifted, and everything before is forgiven.
  static Step released(
      SourceState state,
      BlockDecision block,
      UUID cause,
      Instant at,
      Instant now,
      @Nullable String actor,
      @Nullable String reason) {
    var ended = block.ended(BlockState.RELEASED, at, cause, actor, reason);
    return over(announced(forgiven(state, at), cause, ended, now, Note.CARRIED_OUT));
  }

  /// Nothing before this time counts any more, and the next offence is a first one.
  static SourceState forgiven(SourceState state, Instant at) {
    return state.clearing(ALL_SERVICES, at).offending(Offences.NONE);
  }

  /// Announces again what the state says, from the decision at this index on, so that the topic's
  /// last word is the state's.
  static List<Output> repeated(SourceState state, int from) {
    var outputs = new ArrayList<Output>();
    for (var announced : state.announced().subList(from, state.announced().size())) {
      outputs.add(new Output.Decision(announced.decision(), true));
      if (isWarning(announced.decision())) {
        outputs.add(new Output.Alert(SecurityAlert.blocked(announced.decision())));
      }
    }
    if (state.block() == null) {
      outputs.add(new Output.Cleared(state.announced().getLast().decision().target()));
    }
    return outputs;
  }

  static Step announced(
      SourceState state, UUID cause, BlockDecision decision, Instant now, Note note) {
    var outputs = new ArrayList<Output>();
    outputs.add(new Output.Decision(decision, false));
    if (isWarning(decision)) {
      outputs.add(new Output.Alert(SecurityAlert.blocked(decision)));
    }
    return new Step(state.announcing(cause, decision, now), outputs, note);
  }

  private static Step over(Step step) {
    var target = step.state().announced().getLast().decision().target();
    return step.then(new Step(step.state(), List.of(new Output.Cleared(target)), step.note()));
  }

  /// A block by hand needs no warning: who ordered it knows.
  private static boolean isWarning(BlockDecision decision) {
    return decision.state() == BlockState.ACTIVE && decision.evidence().attempts() > 0;
  }

  private static Set<Service> union(Set<Service> one, Set<Service> other) {
    var all = EnumSet.copyOf(one);
    all.addAll(other);
    return all;
  }

  private static @Nullable Instant later(@Nullable Instant one, Instant other) {
    return one == null ? null : one.isBefore(other) ? other : one;
  }
}
