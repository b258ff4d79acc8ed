package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something an administrator should hear of: on topic `alerts`, keyed by subject.
///
/// @param subject what it is about, such as the blocked address
/// @param block the decision, for [Kind#SOURCE_BLOCKED]
public record SecurityAlert(
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    Kind kind,
    String subject,
    @Nullable BlockDecision block)
    implements Event {

  /// What happened.
  public enum Kind {
    @JsonProperty("source-blocked")
    SOURCE_BLOCKED,
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
        decision);
  }
}
