package io.ringfence.contracts.event;

import java.time.Instant;
import java.util.UUID;

/// What every event carries. On the wire `occurredAt` is epoch milliseconds and `eventId` a UUIDv7;
/// consumers are idempotent by `eventId`.
public sealed interface Event
    permits AuthenticationAttempt,
        BlockDecision,
        CallEvent,
        Command,
        EnforcementReport,
        LockOrder,
        Registration,
        SecurityAlert {

  /// The version of the event's shape that this code writes.
  int SCHEMA_VERSION = 1;

  int schemaVersion();

  UUID eventId();

  Instant occurredAt();
}
