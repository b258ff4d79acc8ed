package io.ringfence.guard.kafka;

import io.ringfence.contracts.event.BlockDecision;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The blocks in force of one task in the order of their end, in memory, so that nobody has to look
/// through the store for those that are over. It is made from the store when the task starts.
/// Confined to the task's thread.
final class BlockIndex {

  private static final Comparator<BlockDecision> BY_END =
      Comparator.comparing((BlockDecision block) -> end(block))
          .thenComparing(block -> block.target().value());

  private final Map<String, BlockDecision> blocks = new HashMap<>();
  private final TreeSet<BlockDecision> byEnd = new TreeSet<>(BY_END);
  private final GuardMeters meters;

  BlockIndex(GuardMeters meters) {
    this.meters = meters;
  }

  /// Takes over what lies on the key now.
  void put(String key, @Nullable BlockDecision block) {
    var before = block == null ? blocks.remove(key) : blocks.put(key, block);
    if (before != null) {
      byEnd.remove(before);
      meters.active(before, -1);
    }
    if (block != null) {
      byEnd.add(block);
      meters.active(block, 1);
    }
  }

  /// The keys of blocks that are over, the longest first.
  List<String> due(Instant now, int most) {
    return byEnd.stream()
        .limit(most)
        .takeWhile(block -> !end(block).isAfter(now))
        .map(block -> block.target().value())
        .toList();
  }

  List<String> keys() {
    return List.copyOf(blocks.keySet());
  }

  void clear() {
    keys().forEach(key -> put(key, null));
  }

  private static Instant end(BlockDecision block) {
    var expiresAt = block.expiresAt();
    return expiresAt == null ? Instant.MAX : expiresAt;
  }
}
