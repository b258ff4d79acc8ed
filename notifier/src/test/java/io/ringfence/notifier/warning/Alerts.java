package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Alerts as auth-guard raises them.
public final class Alerts {

  static final UUID DECISION = UUID.fromString("0199f3a1-0000-7000-8000-000000000001");
  static final UUID BLOCK = UUID.fromString("0199f3a1-0000-7000-8000-000000000002");
  static final Instant FIRST = Instant.parse("2026-11-22T10:59:48Z");
  static final Instant LAST = Instant.parse("2026-11-22T11:00:00.250Z");
  static final Instant END = Instant.parse("2026-11-22T12:00:00.250Z");

  private Alerts() {}

  /// Of password guessing, with an id of its own.
  public static SecurityAlert guessing(String source) {
    return SecurityAlert.blocked(
        decision(
            EventIds.next(),
            source,
            new Evidence(5, FIRST, LAST, List.of("100", "101"), "friendly-scanner"),
            END));
  }

  static SecurityAlert golden() {
    return guessing(
        new Evidence(5, FIRST, LAST, List.of("100", "101", "admin"), "friendly-scanner"), END);
  }

  static SecurityAlert guessing(Evidence evidence, @Nullable Instant expiresAt) {
    return SecurityAlert.blocked(decision(DECISION, "203.0.113.7", evidence, expiresAt));
  }

  /// Of a block on the target with this value.
  static SecurityAlert on(String target) {
    return SecurityAlert.blocked(decision(DECISION, target, Evidence.NONE, END));
  }

  /// Of a block that was decided for these.
  static SecurityAlert on(Grounds grounds) {
    return SecurityAlert.blocked(decision(DECISION, "203.0.113.7", Evidence.NONE, END, grounds));
  }

  private static BlockDecision decision(
      UUID id, String target, Evidence evidence, @Nullable Instant expiresAt) {
    return decision(id, target, evidence, expiresAt, null);
  }

  private static BlockDecision decision(
      UUID id,
      String target,
      Evidence evidence,
      @Nullable Instant expiresAt,
      @Nullable Grounds grounds) {
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        id,
        LAST,
        BLOCK,
        BlockTarget.ofKey(target),
        Set.of(Service.SIP),
        Rule.PASSWORD_GUESSING,
        Origin.GUARD,
        BlockState.ACTIVE,
        1,
        evidence,
        LAST,
        expiresAt,
        null,
        null,
        grounds);
  }
}
