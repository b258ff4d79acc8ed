package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something an administrator should hear of: on topic `alerts`, keyed by subject.
///
/// @param subject what it is about, such as the blocked address
/// @param block the decision, for [Kind#SOURCE_BLOCKED]
/// @param actor who did it, for [Kind#PBX_LOCKED] and [Kind#PBX_UNLOCKED]
/// @param reason why, in that one's words
public record SecurityAlert(
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    Kind kind,
    String subject,
    @Nullable BlockDecision block,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String actor,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason)
    implements Event {

  /// What an alert about the PBX is about.
  private static final String PBX = "pbx";

  /// What happened.
  public enum Kind {
    @JsonProperty("source-blocked")
    SOURCE_BLOCKED,
    @JsonProperty("pbx-locked")
    PBX_LOCKED,
    @JsonProperty("pbx-unlocked")
    PBX_UNLOCKED,
    @JsonEnumDefaultValue
    @JsonProperty("unknown")
    UNKNOWN
  }

  public SecurityAlert {
    Required.field(eventId, "eventId");
    Required.time(occurredAt, "occurredAt");
    Required.field(kind, "kind");
    Required.field(subject, "subject");
    if (kind == Kind.SOURCE_BLOCKED) {
      Required.field(block, "block");
    }
  }

  /// The alert that goes with a decision to block.
  public static SecurityAlert blocked(BlockDecision decision) {
    return new SecurityAlert(
        SCHEMA_VERSION,
        EventIds.derived(decision.eventId(), "alert"),
        decision.occurredAt(),
        Kind.SOURCE_BLOCKED,
        decision.target().value(),
        decision,
        null,
        null);
  }

  /// The alert that goes with a change of the PBX's lock.
  public static SecurityAlert pbxLock(
      boolean locked, String actor, @Nullable String reason, Instant now) {
    return new SecurityAlert(
        SCHEMA_VERSION,
        EventIds.next(),
        now,
        locked ? Kind.PBX_LOCKED : Kind.PBX_UNLOCKED,
        PBX,
        null,
        actor,
        reason);
  }
}
