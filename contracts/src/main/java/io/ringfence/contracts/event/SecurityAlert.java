package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something an administrator should hear of: on topic `alerts`, keyed by subject.
///
/// @param subject what it is about, such as the blocked address
/// @param block the decision, for [Kind#SOURCE_BLOCKED]
/// @param actor who did it, for [Kind#PBX_LOCKED], [Kind#FIREWALL_OPENED] and their ends
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
  private static final String PBX = LockOrder.PBX;

  /// What happened.
  public enum Kind {
    @JsonProperty("source-blocked")
    SOURCE_BLOCKED,
    /// A rule in watch mode, or one that spares whom it found, has found this.
    @JsonProperty("rule-watched")
    RULE_WATCHED,
    /// A phone logs in with a password that its account had until lately.
    @JsonProperty("stale-password")
    STALE_PASSWORD,
    /// A login succeeded right after others had failed.
    @JsonProperty("success-after-guessing")
    SUCCESS_AFTER_GUESSING,
    /// So much is called to numbers that cost that it should be looked at.
    @JsonProperty("toll-warning")
    TOLL_WARNING,
    /// More is called to numbers that cost than may be: the account, or the PBX, is locked.
    @JsonProperty("toll-critical")
    TOLL_CRITICAL,
    @JsonProperty("pbx-locked")
    PBX_LOCKED,
    @JsonProperty("pbx-unlocked")
    PBX_UNLOCKED,
    /// The rules in a node's kernel were changed by somebody else, again and again; they were
    /// mended. The subject is the node.
    @JsonProperty("firewall-drift")
    FIREWALL_DRIFT,
    /// A node's kernel lets packets of blocked sources pass although it holds the blocks. The
    /// subject is the node.
    @JsonProperty("firewall-leak")
    FIREWALL_LEAK,
    /// The administrator of a node has lifted restrictions and blocks there for a time.
    @JsonProperty("firewall-opened")
    FIREWALL_OPENED,
    /// They are in force again.
    @JsonProperty("firewall-closed")
    FIREWALL_CLOSED,
    @JsonEnumDefaultValue
    @JsonProperty("unknown")
    UNKNOWN;

    /// The name on the wire, in metrics and in settings: lower case, words joined by `-`.
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
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

  /// What a rule has found without a block following from it.
  ///
  /// @param cause the event that it follows from; the same gives the same alert
  /// @param subject the source, or the account, as [BlockTarget#value]
  /// @param reason the evidence, in one line of text that is safe to show
  public static SecurityAlert found(
      Kind kind, UUID cause, Instant at, String subject, String reason) {
    return new SecurityAlert(
        SCHEMA_VERSION,
        EventIds.derived(cause, kind.name() + "/" + reason),
        at,
        kind,
        subject,
        null,
        null,
        reason);
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
