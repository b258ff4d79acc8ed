package io.ringfence.guard.replay;

import io.ringfence.contracts.bus.Json;
import io.ringfence.guard.detect.SourceState;
import io.ringfence.guard.detect.StateCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The states of a replay: the latest used as they are, all others packed as auth-guard's store
/// keeps them, which takes a tenth of the space and most of the time.
final class States {

  private static final int INITIAL = 16;
  private static final float LOAD = 0.75f;

  private final Map<String, byte[]> packed = new HashMap<>();
  private final Map<String, SourceState> used;

  /// @param unpacked how many are kept as they are
  States(int unpacked) {
    this.used =
        new LinkedHashMap<>(INITIAL, LOAD, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, SourceState> eldest) {
            boolean full = size() > unpacked;
            if (full) {
              packed.put(eldest.getKey(), StateCodec.write(eldest.getValue(), Json::write));
            }
            return full;
          }
        };
  }

  SourceState get(String key) {
    var state = used.get(key);
    if (state != null) {
      return state;
    }
    byte[] bytes = packed.get(key);
    return bytes == null ? SourceState.EMPTY : StateCodec.read(bytes, Json::read);
  }

  void put(String key, SourceState state) {
    packed.remove(key);
    used.put(key, state);
  }

  void remove(String key) {
    packed.remove(key);
    used.remove(key);
  }

  int size() {
    return packed.size() + used.size();
  }

  /// Of now: the states may change meanwhile.
  List<String> keys() {
    var keys = new ArrayList<>(packed.keySet());
    keys.addAll(used.keySet());
    return keys;
  }
}
