package io.ringfence.guard.history;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.CallEvent;
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
/// @param calls each call once, as it was told last
public record Batch(List<LogEntry> entries, List<BlockDecision> blocks, List<CallEvent> calls) {

  private static final Batch EMPTY = new Batch(List.of(), List.of(), List.of());

  /// @throws IllegalArgumentException with the reason when the record cannot be read
  static Batch of(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return EMPTY;
    }
    if (record.topic().equals(Topics.ATTEMPTS)) {
      var entry = LogEntry.of(Json.read(record.value(), AuthenticationAttempt.class));
      return entry == null ? EMPTY : new Batch(List.of(entry), List.of(), List.of());
    }
    if (record.topic().equals(Topics.CALLS)) {
      var call = Json.read(record.value(), CallEvent.class);
      return new Batch(List.of(), List.of(), List.of(call));
    }
    var decision = Json.read(record.value(), BlockDecision.class);
    return new Batch(List.of(LogEntry.of(decision)), List.of(decision), List.of());
  }

  static Batch join(List<Batch> parts) {
    var entries = new ArrayList<LogEntry>();
    Map<UUID, BlockDecision> blocks = new LinkedHashMap<>();
    Map<UUID, CallEvent> calls = new LinkedHashMap<>();
    for (var part : parts) {
      entries.addAll(part.entries);
      part.blocks.forEach(block -> blocks.merge(block.blockId(), block, Batch::latest));
      part.calls.forEach(call -> calls.merge(call.call(), call, Batch::latest));
    }
    return new Batch(entries, List.copyOf(blocks.values()), List.copyOf(calls.values()));
  }

  boolean isEmpty() {
    return entries.isEmpty() && blocks.isEmpty() && calls.isEmpty();
  }

  private static CallEvent latest(CallEvent before, CallEvent after) {
    return after.occurredAt().isBefore(before.occurredAt()) ? before : after;
  }

  /// A block that has ended does not begin again: after a crash its beginning is announced again.
  private static BlockDecision latest(BlockDecision before, BlockDecision after) {
    return before.state() == BlockState.ACTIVE ? after : before;
  }
}
