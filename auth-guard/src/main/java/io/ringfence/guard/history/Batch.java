package io.ringfence.guard.history;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What a stretch of records adds to history.
///
/// @param entries in the order of the records
/// @param blocks each block once, in its latest state: a statement cannot change a row twice
public record Batch(List<LogEntry> entries, List<BlockDecision> blocks) {

  /// @throws IllegalArgumentException with the reason when the record cannot be read
  static Batch of(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return new Batch(List.of(), List.of());
    }
    if (record.topic().equals(Topics.ATTEMPTS)) {
      var entry = LogEntry.of(Json.read(record.value(), AuthenticationAttempt.class));
      return new Batch(entry == null ? List.of() : List.of(entry), List.of());
    }
    var decision = Json.read(record.value(), BlockDecision.class);
    return new Batch(List.of(LogEntry.of(decision)), List.of(decision));
  }

  static Batch join(List<Batch> parts) {
    var entries = new ArrayList<LogEntry>();
    Map<UUID, BlockDecision> blocks = new LinkedHashMap<>();
    for (var part : parts) {
      entries.addAll(part.entries);
      part.blocks.forEach(block -> blocks.merge(block.blockId(), block, Batch::latest));
    }
    return new Batch(entries, List.copyOf(blocks.values()));
  }

  boolean isEmpty() {
    return entries.isEmpty() && blocks.isEmpty();
  }

  /// A block that has ended does not begin again: after a crash its beginning is announced again.
  private static BlockDecision latest(BlockDecision before, BlockDecision after) {
    return before.state() == BlockState.ACTIVE ? after : before;
  }
}
