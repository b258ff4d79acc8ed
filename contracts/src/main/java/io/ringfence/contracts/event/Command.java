package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An order of an operator's, or of a feed's: on topic `commands`, keyed by [BlockTarget#value()].
/// What concerns blocks is for auth-guard, the end of a call for the edge that carries it.
///
/// @param target whom it concerns; for [Action#END_CALL] the call's source
/// @param blockId the block to release; `null` releases whatever lies on the target. For
///     [Action#BLOCK] the id the new block gets
/// @param services for [Action#BLOCK]: what the block covers
/// @param expiresAt for [Action#BLOCK]: its end, `null` for none
/// @param actor who ordered it
/// @param call for [Action#END_CALL]: which call
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
    @Nullable String reason,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID call)
    implements Event {

  /// What to do.
  public enum Action {
    @JsonProperty("block")
    BLOCK,
    @JsonProperty("release")
    RELEASE,
    @JsonProperty("end-call")
    END_CALL,
    /// A feed lists the target: a block of its origin, or a later end of the one that is there. It
    /// never takes the place of another's.
    @JsonProperty("feed-block")
    FEED_BLOCK,
    /// No feed lists the target any more. Only a feed's block is released.
    @JsonProperty("feed-release")
    FEED_RELEASE,
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
    if (action == Action.BLOCK || action == Action.FEED_BLOCK) {
      Required.field(blockId, "blockId");
      Required.field(services, "services");
    }
    if (action == Action.FEED_BLOCK) {
      Required.field(expiresAt, "expiresAt");
    }
    if (action == Action.END_CALL) {
      Required.field(call, "call");
    }
    services = services == null ? null : Set.copyOf(services);
  }

  /// An order about a block.
  public Command(
      int schemaVersion,
      UUID eventId,
      Instant occurredAt,
      Action action,
      BlockTarget target,
      @Nullable UUID blockId,
      @Nullable Set<Service> services,
      @Nullable Instant expiresAt,
      String actor,
      @Nullable String reason) {
    this(
        schemaVersion,
        eventId,
        occurredAt,
        action,
        target,
        blockId,
        services,
        expiresAt,
        actor,
        reason,
        null);
  }

  /// An order to end a call.
  ///
  /// @param source the call's
  public static Command endCall(UUID call, IpAddress source, String actor, Instant now) {
    return new Command(
        SCHEMA_VERSION,
        EventIds.next(),
        now,
        Action.END_CALL,
        new BlockTarget.Ip(source),
        null,
        null,
        null,
        actor,
        null,
        call);
  }
}
