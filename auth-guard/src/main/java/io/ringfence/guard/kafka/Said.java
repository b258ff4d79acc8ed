package io.ringfence.guard.kafka;

import io.ringfence.guard.detect.Output;
import io.ringfence.guard.detect.SourceState;
import io.ringfence.guard.detect.Step;
import io.ringfence.guard.detect.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/// What states have said since the last commit and do not remember any more. A state knows the
/// latest few, to say them again should a crash have lost them; when hundreds of phones come back
/// at one office it says more than that between two commits. What it then forgets is kept beside
/// the states, before all targets, until a commit has made it safe. Confined to the task's thread.
final class Said {

  /*
   * A record of what is forgotten is in the changelog before the state that has forgotten it, for
   * states are written later. So whichever moment of the changelog a start finds, what was said is
   * in the state, or here, or not in the state at all; then its input says it again.
   *
   * With a commit all that was said before is acknowledged (it waits for that before anything else
   * is processed), so at the next one those records can go.
   */

  private static final String FIRST = "!s ";
  private static final String END = "!s!";

  private final KeyValueStore<String, SourceState> store;
  private final Map<String, List<Told>> latest = new HashMap<>();
  private List<String> kept = new ArrayList<>();
  private List<String> safe = List.of();

  Said(KeyValueStore<String, SourceState> store) {
    this.store = store;
  }

  /// What a run before has kept, to be said again.
  List<Output> open() {
    var outputs = new ArrayList<Output>();
    try (var all = store.range(FIRST, END)) {
      while (all.hasNext()) {
        var one = all.next();
        kept.add(one.key);
        one.value.told().forEach(told -> outputs.add(told.output()));
      }
    }
    return outputs;
  }

  /// The target's state has said this, and is now as the step leaves it.
  void add(String key, Step step) {
    var told = step.told();
    if (told.isEmpty()) {
      return;
    }
    var said = latest.computeIfAbsent(key, _ -> new ArrayList<>());
    if (!step.state().told().containsAll(said)) {
      keep(key, said);
      said.clear();
    }
    said.removeAll(told);
    said.addAll(told);
  }

  /// At most as many as a state remembers: all of them were in it before the step.
  private void keep(String key, List<Told> said) {
    String record = FIRST + key + ' ' + said.getLast().cause();
    store.put(record, SourceState.ofTold(said));
    kept.add(record);
  }

  /// A commit is about to begin. What was kept before the last one is safe.
  void committing() {
    safe.forEach(store::delete);
    safe = kept;
    kept = new ArrayList<>();
    latest.clear();
  }
}
