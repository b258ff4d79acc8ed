package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An operator's order to auth-guard: on topic `commands`, keyed by [BlockTarget#value()].
///
/// @param blockId the block to release; `null` releases whatever lies on the target. For
///     [Action#BLOCK] the id the new block gets
/// @param services for [Action#BLOCK]: what the block covers
/// @param expiresAt for [Action#BLOCK]: its end, `null` for none
/// @param actor who ordered it
public record Command(
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    Action action,
    BlockTarget target,
    @Nullable UUID blockId,
    @Nullable Set<Service> services,
    @Nullable Instant expiresAt,
    String actor,
    @Nullable String reason)
    implements Event {

  /// What to do.
  public enum Action {
    @JsonProperty("block")
    BLOCK,
    @JsonProperty("release")
    RELEASE,
    @JsonEnumDefaultValue
    @JsonProperty("unknown")
    UNKNOWN
  }

  public Command {
    Required.field(eventId, "eventId");
    Required.time(occurredAt, "occurredAt");
    Required.field(action, "action");
    Required.field(target, "target");
    Required.field(actor, "actor");
    Required.optionalTime(expiresAt, "expiresAt");
    if (action == Action.BLOCK) {
      Required.field(blockId, "blockId");
      Required.field(services, "services");
    }
    services = services == null ? null : Set.copyOf(services);
  }
}
