package io.ringfence.edge.admission;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decisions to block, as auth-guard makes them.
public final class Decisions {

  private Decisions() {}

  public static BlockDecision block(
      BlockTarget target, Origin origin, UUID id, Instant at, @Nullable Instant expiresAt) {
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        id,
        at,
        id,
        target,
        Set.of(Service.SIP),
        Rule.PASSWORD_GUESSING,
        origin,
        BlockState.ACTIVE,
        1,
        Evidence.NONE,
        at,
        expiresAt,
        null,
        null);
  }
}
