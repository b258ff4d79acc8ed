package io.ringfence.admin.blocks;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A block with its evidence, as the REST interface shows it.
///
/// @param expiresAt `null` for one that only an operator lifts
/// @param endedAt when it was released or expired
/// @param actor who blocked or released by hand
/// @param grounds how the guard came to it, by the policy of that time; `null` for other origins
///     and for blocks of before it was kept
public record BlockView(
    UUID id,
    Target target,
    List<Service> services,
    Rule rule,
    Origin origin,
    BlockState state,
    int level,
    int attempts,
    List<String> accounts,
    @Nullable String userAgent,
    @Nullable Instant firstSeen,
    @Nullable Instant lastSeen,
    Instant decidedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant endedAt,
    @Nullable String actor,
    @Nullable String note,
    @Nullable Grounds grounds) {

  /// @param type `ip`, `prefix`, `ip+account` or `account`
  public record Target(@Nullable String type, @Nullable String value) {}

  static BlockView of(BlockDecision decision) {
    var evidence = decision.evidence();
    return new BlockView(
        decision.blockId(),
        new Target(decision.target().type(), decision.target().value()),
        List.copyOf(decision.services()),
        decision.rule(),
        decision.origin(),
        decision.state(),
        decision.level(),
        evidence.attempts(),
        evidence.accounts(),
        evidence.userAgent(),
        evidence.firstSeen(),
        evidence.lastSeen(),
        decision.decidedAt(),
        decision.expiresAt(),
        null,
        decision.actor(),
        decision.note(),
        decision.grounds());
  }

  /// The block as it is now: the table may be about to hear of its end.
  BlockView asOf(Instant now) {
    if (state != BlockState.ACTIVE || expiresAt == null || now.isBefore(expiresAt)) {
      return this;
    }
    return new BlockView(
        id,
        target,
        services,
        rule,
        origin,
        BlockState.EXPIRED,
        level,
        attempts,
        accounts,
        userAgent,
        firstSeen,
        lastSeen,
        decidedAt,
        expiresAt,
        endedAt,
        actor,
        note,
        grounds);
  }
}
