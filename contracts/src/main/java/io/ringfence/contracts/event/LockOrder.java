package io.ringfence.contracts.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An order to lock an account, or the PBX: on topic `locks`, from auth-guard to admin-api, keyed
/// by [#key]. It is void when what it would lock was unlocked after `occurredAt`, so that it may
/// come again.
///
/// @param occurredAt when the call was as it is that decided
/// @param account which; `null` for the PBX
/// @param actor who wants it, such as the rule
/// @param reason why, in one line of text that is safe to show
public record LockOrder(
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    @Nullable String account,
    String actor,
    String reason)
    implements Event {

  /// What stands for the PBX where an account could stand.
  public static final String PBX = "pbx";

  public LockOrder {
    Required.field(eventId, "eventId");
    Required.time(occurredAt, "occurredAt");
    Required.field(actor, "actor");
    Required.field(reason, "reason");
  }

  /// The record's key.
  public static String key(@Nullable String account) {
    return account == null ? PBX : new BlockTarget.Account(account).value();
  }
}
