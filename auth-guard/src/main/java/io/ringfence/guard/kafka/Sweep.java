package io.ringfence.guard.kafka;

import io.ringfence.guard.detect.SourceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Goes through the store a slice at a time, so that a big one does not hold up decisions: once an
/// interval at leisure, and at once from the beginning when asked to.
final class Sweep {

  private final KeyValueStore<String, SourceState> store;
  private final int slice;
  private final int urgentSlice;
  private final Duration interval;
  private Instant nextRound = Instant.EPOCH;
  private boolean running;
  private boolean urgent;
  private @Nullable String cursor;

  /// @param slice how many states one look takes at leisure
  /// @param urgentSlice how many when it is for a changed configuration
  Sweep(KeyValueStore<String, SourceState> store, int slice, int urgentSlice, Duration interval) {
    this.store = store;
    this.slice = slice;
    this.urgentSlice = urgentSlice;
    this.interval = interval;
  }

  /// What to look at now, at most a slice.
  List<KeyValue<String, SourceState>> next(Instant now, boolean fromTheBeginning) {
    if (fromTheBeginning || (!running && !now.isBefore(nextRound))) {
      running = true;
      urgent = fromTheBeginning;
      cursor = null;
      nextRound = now.plus(interval);
    }
    if (!running) {
      return List.of();
    }
    int most = urgent ? urgentSlice : slice;
    var found = new ArrayList<KeyValue<String, SourceState>>(most);
    try (var rest = store.range(cursor == null ? States.FIRST : cursor, null)) {
      while (rest.hasNext() && found.size() < most) {
        var next = rest.next();
        if (!next.key.equals(cursor)) {
          found.add(next);
        }
      }
      running = rest.hasNext();
    }
    cursor = found.isEmpty() ? null : found.getLast().key;
    return found;
  }
}
