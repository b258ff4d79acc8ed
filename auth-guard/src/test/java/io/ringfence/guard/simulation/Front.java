package io.ringfence.guard.simulation;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where logins come in: several edges whose clocks differ a little, and which hear of decisions
/// late.
final class Front {

  private static final int EDGES = 3;
  private static final long SKEW = 300;

  private final World world;
  private final Wire wire;
  private final Edge edge = new Edge();
  private final Ledger ledger;
  private final Consumer<AuthenticationAttempt> guard;
  private long number;
  private long decisions;

  Front(World world, Wire wire, Ledger ledger, Consumer<AuthenticationAttempt> guard) {
    this.world = world;
    this.wire = wire;
    this.ledger = ledger;
    this.guard = guard;
  }

  /// A decision is on the topic.
  void announce(BlockDecision decision) {
    long offset = ++decisions;
    wire.send(() -> edge.hear(decision, offset));
  }

  /// Somebody tries to log in.
  ///
  /// @param reason why it fails, `null` when it does not
  /// @return the block that it ran into, or `null`
  @Nullable BlockDecision attempt(
      IpAddress source, String account, @Nullable Reason reason, boolean verified) {
    var refusing = edge.refusing(source, account, world.time());
    if (refusing != null) {
      return refusing;
    }
    if (reason == null) {
      edge.loggedIn(BlockTarget.ofSource(source).value(), account);
    }
    var attempt = attempt(number++, source, account, reason, verified);
    ledger.made(attempt);
    wire.send(() -> guard.accept(attempt));
    return null;
  }

  private AuthenticationAttempt attempt(
      long id, IpAddress source, String account, @Nullable Reason reason, boolean verified) {
    int where = Math.floorMod(source.hashCode(), EDGES);
    long at = world.now() + where * SKEW - SKEW;
    return new AuthenticationAttempt(
        Event.SCHEMA_VERSION,
        new UUID((at << 16) | 0x7000L, 0x8000_0000_0000_0000L | id),
        Instant.ofEpochMilli(at),
        Service.SIP,
        reason == null ? Outcome.ACCEPTED : Outcome.REJECTED,
        reason,
        source,
        5060,
        Transport.UDP,
        account,
        "ringfence.local",
        "REGISTER",
        "phone",
        null,
        "edge-" + where,
        verified,
        1);
  }
}
