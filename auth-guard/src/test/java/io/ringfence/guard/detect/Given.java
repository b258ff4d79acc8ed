package io.ringfence.guard.detect;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Events and situations for tests.
public final class Given {

  public static final IpAddress SOURCE = IpAddress.parse("192.0.2.7");
  public static final BlockTarget TARGET = new BlockTarget.Ip(SOURCE);
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  public static final GuardPolicy POLICY =
      new GuardPolicy(1, true, 5, Duration.ofMinutes(10), Duration.ofHours(1), null, List.of());

  private Given() {}

  public static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  public static AuthenticationAttempt failure(long seconds) {
    return attempt(UUID.randomUUID(), at(seconds), Service.SIP, Reason.BAD_CREDENTIALS, true, 1);
  }

  public static AuthenticationAttempt failure(long seconds, Service service) {
    return attempt(UUID.randomUUID(), at(seconds), service, Reason.BAD_CREDENTIALS, true, 1);
  }

  public static AuthenticationAttempt attempt(
      UUID eventId,
      Instant at,
      Service service,
      @Nullable Reason reason,
      boolean verified,
      int count) {
    return attempt(eventId, at, SOURCE, service, reason, verified, count);
  }

  public static AuthenticationAttempt attempt(
      UUID eventId,
      Instant at,
      IpAddress source,
      Service service,
      @Nullable Reason reason,
      boolean verified,
      int count) {
    return new AuthenticationAttempt(
        Event.SCHEMA_VERSION,
        eventId,
        at,
        service,
        reason == null ? Outcome.ACCEPTED : Outcome.REJECTED,
        reason,
        source,
        5060,
        Transport.UDP,
        "20" + Math.floorMod(eventId.hashCode(), 7),
        "ringfence.local",
        "REGISTER",
        "friendly-scanner",
        "call@" + source,
        "edge-1",
        verified,
        count);
  }

  public static Command block(UUID blockId, Instant at, @Nullable Instant expiresAt) {
    return block(TARGET, blockId, at, expiresAt);
  }

  public static Command block(
      BlockTarget target, UUID blockId, Instant at, @Nullable Instant expiresAt) {
    return new Command(
        Event.SCHEMA_VERSION,
        UUID.randomUUID(),
        at,
        Command.Action.BLOCK,
        target,
        blockId,
        Set.of(Service.SIP, Service.WEB),
        expiresAt,
        "alice",
        "seen before");
  }

  public static Command release(@Nullable UUID blockId, Instant at) {
    return release(UUID.randomUUID(), blockId, at);
  }

  static Command release(UUID eventId, @Nullable UUID blockId, Instant at) {
    return new Command(
        Event.SCHEMA_VERSION,
        eventId,
        at,
        Command.Action.RELEASE,
        TARGET,
        blockId,
        null,
        null,
        "alice",
        "our own phone");
  }

  public static Situation now(long seconds) {
    return new Situation(POLICY, false, at(seconds));
  }

  /// As the state store gives it back.
  static SourceState stored(SourceState state) {
    return StateCodec.read(StateCodec.write(state, Json::write), Json::read);
  }

  /// What was announced has come back from topic `blocks`.
  public static SourceState echoed(SourceState state, List<Output> outputs) {
    var now = state;
    for (var output : outputs) {
      now =
          switch (output) {
            case Output.Decision(var decision, var _) -> Guard.seen(now, decision);
            case Output.Cleared _ -> Guard.cleared(now);
            case Output.Alert _, Output.Found _ -> now;
          };
    }
    return now;
  }

  public static List<BlockDecision> decisions(List<Output> outputs) {
    return outputs.stream()
        .filter(Output.Decision.class::isInstance)
        .map(output -> ((Output.Decision) output).decision())
        .toList();
  }
}
