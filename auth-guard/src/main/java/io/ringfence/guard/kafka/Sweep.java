package io.ringfence.guard.kafka;

import io.ringfence.guard.detect.SourceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Goes through the store a slice at a time, so that a big one does not hold up decisions: once an
/// interval, and from the beginning when asked to.
final class Sweep {

  private final KeyValueStore<String, SourceState> store;
  private final int slice;
  private final Duration interval;
  private Instant nextRound = Instant.EPOCH;
  private boolean running;
  private @Nullable String cursor;

  Sweep(KeyValueStore<String, SourceState> store, int slice, Duration interval) {
    this.store = store;
    this.slice = slice;
    this.interval = interval;
  }

  /// The keys to look at now, at most a slice.
  List<String> next(Instant now, boolean fromTheBeginning) {
    if (fromTheBeginning || (!running && !now.isBefore(nextRound))) {
      running = true;
      cursor = null;
      nextRound = now.plus(interval);
    }
    if (!running) {
      return List.of();
    }
    var keys = new ArrayList<String>();
    try (var rest = store.range(cursor, null)) {
      while (rest.hasNext() && keys.size() < slice) {
        String key = rest.next().key;
        if (!key.equals(cursor)) {
          keys.add(key);
        }
      }
      running = rest.hasNext();
    }
    cursor = keys.isEmpty() ? null : keys.getLast();
    return keys;
  }
}
