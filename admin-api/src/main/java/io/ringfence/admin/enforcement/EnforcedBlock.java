package io.ringfence.admin.enforcement;

import io.ringfence.contracts.event.BlockDecision;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A block in force, and who holds it.
public record EnforcedBlock(
    UUID id,
    String target,
    Instant decidedAt,
    @Nullable Instant expiresAt,
    List<Coverage.At> enforcers) {

  /// @param active every block in force
  static EnforcedBlock of(
      BlockDecision block, List<Holding> enforcers, List<BlockDecision> active, Instant now) {
    return new EnforcedBlock(
        block.blockId(),
        block.target().value(),
        block.decidedAt(),
        block.expiresAt(),
        enforcers.stream()
            .filter(holding -> Coverage.isOwn(block, holding.latest()))
            .map(holding -> Coverage.At.of(holding, block, expected(holding, active), now))
            .toList());
  }

  private static int expected(Holding holding, List<BlockDecision> active) {
    var report = holding.latest();
    return (int) active.stream().filter(block -> Coverage.isOwn(block, report)).count();
  }
}
