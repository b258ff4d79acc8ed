package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A block, each time its state changes: on the compacted topic `blocks`, keyed by
/// [BlockTarget#value()]. After `released` or `expired` a tombstone follows. Enforcers also let a
/// block go by themselves at `expiresAt`.
///
/// @param blockId the same over the block's life; derived from the deciding event
/// @param services what it covers
/// @param decidedAt when the block was first decided
/// @param expiresAt `null` for one that only an operator lifts
/// @param level 1 for a first offence
/// @param actor who blocked or released by hand
/// @param grounds why, for one of the guard's
public record BlockDecision(
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    UUID blockId,
    BlockTarget target,
    Set<Service> services,
    Rule rule,
    Origin origin,
    BlockState state,
    int level,
    Evidence evidence,
    Instant decidedAt,
    @Nullable Instant expiresAt,
    @Nullable String actor,
    @Nullable String note,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Grounds grounds)
    implements Event {

  public BlockDecision {
    Required.field(eventId, "eventId");
    Required.time(occurredAt, "occurredAt");
    Required.field(blockId, "blockId");
    Required.field(target, "target");
    Required.field(services, "services");
    Required.field(rule, "rule");
    Required.field(origin, "origin");
    Required.field(state, "state");
    Required.field(evidence, "evidence");
    Required.time(decidedAt, "decidedAt");
    Required.optionalTime(expiresAt, "expiresAt");
    if (services.isEmpty()) {
      throw new IllegalArgumentException("services is empty");
    }
    services = java.util.Collections.unmodifiableSet(new TreeSet<>(services));
  }

  /// A block without grounds: by hand, or of a feed.
  public BlockDecision(
      int schemaVersion,
      UUID eventId,
      Instant occurredAt,
      UUID blockId,
      BlockTarget target,
      Set<Service> services,
      Rule rule,
      Origin origin,
      BlockState state,
      int level,
      Evidence evidence,
      Instant decidedAt,
      @Nullable Instant expiresAt,
      @Nullable String actor,
      @Nullable String note) {
    this(
        schemaVersion,
        eventId,
        occurredAt,
        blockId,
        target,
        services,
        rule,
        origin,
        state,
        level,
        evidence,
        decidedAt,
        expiresAt,
        actor,
        note,
        null);
  }

  /// Whether it is to be enforced at this time.
  public boolean isActive(Instant now) {
    return state == BlockState.ACTIVE && (expiresAt == null || now.isBefore(expiresAt));
  }

  /// The same block in its next state. The event's id follows from the cause, see
  /// [EventIds#derived].
  public BlockDecision ended(
      BlockState ended, Instant at, UUID cause, @Nullable String by, @Nullable String why) {
    return new BlockDecision(
        SCHEMA_VERSION,
        EventIds.derived(cause, ended.wireName()),
        at,
        blockId,
        target,
        services,
        rule,
        origin,
        ended,
        level,
        evidence,
        decidedAt,
        expiresAt,
        by,
        why,
        grounds);
  }
}
