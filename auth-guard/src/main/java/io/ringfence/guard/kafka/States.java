package io.ringfence.guard.kafka;

import io.ringfence.guard.detect.Guard;
import io.ringfence.guard.detect.SourceState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;

/// The states of one task's targets. The ones that were used last are also in memory as they are,
/// for who fails once mostly fails again: reading and unpacking takes longer than deciding. What
/// has changed is written when it is asked for, before the next commit at the latest: an account
/// that a thousand sources try has one record then, not a thousand. Confined to the task's thread.
///
/// Targets with a block, or with a decision that is not known to be safe, are listed in the store
/// before all others, so that a start looks at them and not at a million. The list has a target in
/// it from before its state is written until after.
final class States {

  /// Where the targets begin: behind the list.
  static final String FIRST = "\"";

  /// The list is complete. States of before there was one are gone through once.
  private static final String COMPLETE = "!";

  private static final String LISTED = "! ";
  private static final String LIST_END = "!!";

  /// A commit waits for what is left to write.
  private static final int MOST_UNWRITTEN = 200;

  private static final class Held {
    private SourceState state;
    private boolean isListed;
    private boolean isWritten;
    private boolean isKnown;

    Held(SourceState state, boolean isKnown) {
      this.state = state;
      this.isListed = isKnown && Guard.isOpen(state);
      this.isWritten = isKnown;
      this.isKnown = isKnown;
    }
  }

  private final KeyValueStore<String, SourceState> store;
  private final int most;
  private final Map<String, Held> recent;
  private final List<String> unwritten = new ArrayList<>();

  /// @param most how many are in memory; beyond, the one unused for longest is read again. What is
  ///     not written yet stays until it is, for what it has said is to go first.
  States(KeyValueStore<String, SourceState> store, int most) {
    this.store = store;
    this.most = most;
    this.recent =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
            return size() > most && eldest.getValue().isWritten;
          }
        };
  }

  /// What is kept of this target; nothing of one that is not known.
  SourceState get(String key) {
    var held = recent.get(key);
    if (held != null) {
      held.isKnown = true;
      return held.state;
    }
    var stored = store.get(key);
    if (stored == null) {
      return SourceState.EMPTY;
    }
    recent.put(key, new Held(stored, true));
    return stored;
  }

  /// Takes over what follows from the state that [#get] has given.
  void put(String key, SourceState state) {
    var held = recent.get(key);
    if (held == null) {
      held = new Held(state, false);
      recent.put(key, held);
      unwritten.add(key);
    } else if (held.isWritten) {
      held.isWritten = false;
      unwritten.add(key);
    }
    held.state = state;
  }

  /// Whether so much has changed that it should be written.
  boolean areMany() {
    return unwritten.size() >= MOST_UNWRITTEN;
  }

  void delete(String key) {
    var held = recent.remove(key);
    store.delete(key);
    if (held != null && held.isListed) {
      store.delete(LISTED + key);
    }
  }

  /// Writes all that has changed, in one go. Of whom there was one attempt only nothing stays in
  /// memory: of a flood of strangers it would be all there is.
  void write() {
    var entries = new ArrayList<KeyValue<String, SourceState>>(unwritten.size());
    var over = new ArrayList<String>();
    for (var key : unwritten) {
      var held = recent.get(key);
      if (held != null) {
        if (!held.isWritten) {
          add(key, held, entries, over);
        }
        if (!held.isKnown) {
          recent.remove(key);
        }
      }
    }
    unwritten.clear();
    if (!entries.isEmpty()) {
      store.putAll(entries);
      over.forEach(this::unlist);
    }
    var eldest = recent.keySet().iterator();
    while (recent.size() > most) {
      eldest.next();
      eldest.remove();
    }
  }

  private static void add(
      String key, Held held, List<KeyValue<String, SourceState>> entries, List<String> over) {
    boolean isOpen = Guard.isOpen(held.state);
    if (isOpen && !held.isListed) {
      entries.add(KeyValue.pair(LISTED + key, SourceState.EMPTY));
    }
    entries.add(KeyValue.pair(key, held.state));
    if (!isOpen && held.isListed) {
      over.add(key);
    }
    held.isListed = isOpen;
    held.isWritten = true;
  }

  /// The targets with a block or an unconfirmed decision.
  List<String> open() {
    if (store.get(COMPLETE) == null) {
      list();
    }
    var keys = new ArrayList<String>();
    try (var listed = store.range(LISTED, LIST_END)) {
      while (listed.hasNext()) {
        keys.add(listed.next().key.substring(LISTED.length()));
      }
    }
    return keys;
  }

  /// The state of a target that was read from the store, as it is now.
  SourceState latest(String key, SourceState stored) {
    var held = recent.get(key);
    return held == null ? stored : held.state;
  }

  /// Takes a target off the list that a crash has left there.
  void unlist(String key) {
    store.delete(LISTED + key);
  }

  private void list() {
    try (var all = store.range(FIRST, null)) {
      while (all.hasNext()) {
        var entry = all.next();
        if (Guard.isOpen(entry.value)) {
          store.put(LISTED + entry.key, SourceState.EMPTY);
        }
      }
    }
    store.put(COMPLETE, SourceState.EMPTY);
  }
}
