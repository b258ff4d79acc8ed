package io.ringfence.admin;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Block decisions as auth-guard publishes them.
public final class Blocked {

  private Blocked() {}

  public static BlockDecision until(@Nullable Instant until, String target, Service... services) {
    var id = EventIds.next();
    var at = Instant.now().minusSeconds(60);
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        id,
        at,
        id,
        BlockTarget.ofKey(target),
        Set.of(services),
        Rule.PASSWORD_GUESSING,
        Origin.GUARD,
        BlockState.ACTIVE,
        1,
        new Evidence(5, at, at, List.of("100"), null),
        at,
        until,
        null,
        null);
  }

  /// For an hour, and told to everybody.
  public static BlockDecision now(String target, Service... services) {
    var decision = until(Instant.now().plusSeconds(3_600), target, services);
    Records.publish(Topics.BLOCKS, target, decision);
    return decision;
  }

  public static void release(BlockDecision decision) {
    Records.publish(Topics.BLOCKS, decision.target().value(), released(decision));
    Records.publish(Topics.BLOCKS, decision.target().value(), null);
  }

  public static BlockDecision released(BlockDecision decision) {
    return decision.ended(BlockState.RELEASED, Instant.now(), EventIds.next(), "admin", null);
  }
}
