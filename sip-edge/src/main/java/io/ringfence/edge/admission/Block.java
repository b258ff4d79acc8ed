package io.ringfence.edge.admission;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A block in force.
///
/// @param expiresAtMillis [Long#MAX_VALUE] for never
public record Block(UUID id, BlockTarget target, Origin origin, long expiresAtMillis) {

  private static final Instant FIRST = Instant.ofEpochMilli(Long.MIN_VALUE);
  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

  static Block of(BlockDecision decision) {
    var expiresAt = decision.expiresAt();
    return new Block(
        decision.blockId(),
        decision.target(),
        decision.origin(),
        expiresAt == null ? Long.MAX_VALUE : millis(expiresAt));
  }

  /// Milliseconds since 1970. A time beyond what a long holds becomes the farthest that it does.
  public static long millis(Instant time) {
    if (time.isAfter(LAST)) {
      return Long.MAX_VALUE;
    }
    return time.isBefore(FIRST) ? Long.MIN_VALUE : time.toEpochMilli();
  }

  /// Until when a record forgives the failures of its target's sources: to the end of the block
  /// that it tells of, whether or not this node has had that block in force.
  ///
  /// @param decision `null` for a tombstone, which has come now
  /// @return `null` when the block goes on
  public static @Nullable Instant forgivesUntil(@Nullable BlockDecision decision, Instant now) {
    if (decision == null) {
      return now;
    }
    if (decision.isActive(now)) {
      return null;
    }
    return decision.state() == BlockState.ACTIVE ? decision.expiresAt() : decision.occurredAt();
  }

  boolean isOver(long nowMillis) {
    return nowMillis >= expiresAtMillis;
  }
}
