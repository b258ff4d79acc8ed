package io.ringfence.guard.replay;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A block as a policy would have decided it.
///
/// @param attempts what it would have rested on: failures or sources, by the rule
/// @param decidedAt the deciding attempt's time
/// @param expiresAt its end
/// @param length from one to the other
public record Decided(
    Rule rule,
    Set<Service> services,
    int level,
    int attempts,
    List<String> accounts,
    @Nullable Instant firstSeen,
    Instant decidedAt,
    Instant expiresAt,
    Duration length) {

  static Decided of(BlockDecision decision) {
    var end = Objects.requireNonNull(decision.expiresAt());
    var evidence = decision.evidence();
    return new Decided(
        decision.rule(),
        decision.services(),
        decision.level(),
        evidence.attempts(),
        evidence.accounts(),
        evidence.firstSeen(),
        decision.occurredAt(),
        end,
        Duration.between(decision.occurredAt(), end));
  }

  /// The same block after it was widened.
  Decided widened(BlockDecision decision) {
    var wide = of(decision);
    return new Decided(
        rule,
        wide.services,
        level,
        attempts,
        accounts,
        firstSeen,
        decidedAt,
        wide.expiresAt,
        Duration.between(decidedAt, wide.expiresAt));
  }
}
