package io.ringfence.guard.history;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.CallEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a stretch of records adds to history.
///
/// @param entries new ones, in the order of the records
/// @param growing ones that may be there already; then this count is added to theirs
/// @param blocks each block once, in its latest state: a statement cannot change a row twice
/// @param calls each call once, as it was told last
/// @param moves where the records were; empty for what comes from none
public record Batch(
    List<LogEntry> entries,
    List<LogEntry> growing,
    List<BlockDecision> blocks,
    List<CallEvent> calls,
    List<Move> moves) {

  static Batch of(List<Content> contents, Repeats repeats, List<Move> moves) {
    var entries = new ArrayList<LogEntry>();
    Map<UUID, BlockDecision> blocks = new LinkedHashMap<>();
    Map<UUID, CallEvent> calls = new LinkedHashMap<>();
    var sums = repeats.batch();
    for (var content : contents) {
      switch (content) {
        case Content.Login(var attempt) -> sums.add(attempt, entries);
        case Content.Decision(var block) -> {
          entries.add(LogEntry.of(block));
          blocks.merge(block.blockId(), block, Batch::latest);
        }
        case Content.Alert(var alert) -> entries.add(AlertEntry.of(alert));
        case Content.Call(var call) -> calls.merge(call.call(), call, Batch::latest);
        case Content.Nothing() -> {}
      }
    }
    return new Batch(
        entries,
        sums.growing(),
        List.copyOf(blocks.values()),
        List.copyOf(calls.values()),
        List.copyOf(moves));
  }

  boolean isEmpty() {
    return entries.isEmpty() && growing.isEmpty() && blocks.isEmpty() && calls.isEmpty();
  }

  private static CallEvent latest(CallEvent before, CallEvent after) {
    return after.occurredAt().isBefore(before.occurredAt()) ? before : after;
  }

  /// A block that has ended does not begin again: after a crash its beginning is announced again.
  private static BlockDecision latest(BlockDecision before, BlockDecision after) {
    return before.state() == BlockState.ACTIVE ? after : before;
  }
}
