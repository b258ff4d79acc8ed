package io.ringfence.guard.kafka;

import io.ringfence.guard.detect.SourceState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/// The states of one task's targets. The ones that were used last are also in memory as they are,
/// for who fails once mostly fails again: reading and unpacking takes longer than deciding. Writes
/// go to the store at once. Confined to the task's thread.
final class States {

  private final KeyValueStore<String, SourceState> store;
  private final Map<String, SourceState> recent;

  /// @param most how many are in memory; beyond, the one unused for longest is read again
  States(KeyValueStore<String, SourceState> store, int most) {
    this.store = store;
    this.recent =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, SourceState> eldest) {
            return size() > most;
          }
        };
  }

  /// What is kept of this target; nothing of one that is not known.
  SourceState get(String key) {
    var known = recent.get(key);
    if (known != null) {
      return known;
    }
    var stored = store.get(key);
    if (stored == null) {
      return SourceState.EMPTY;
    }
    recent.put(key, stored);
    return stored;
  }

  void put(String key, SourceState state) {
    recent.put(key, state);
    store.put(key, state);
  }

  void delete(String key) {
    recent.remove(key);
    store.delete(key);
  }
}
