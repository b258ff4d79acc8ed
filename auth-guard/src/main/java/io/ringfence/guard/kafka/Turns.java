package io.ringfence.guard.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which targets a tick looks at. All at once would keep a task from deciding, so it is a slice of
/// them: who attacks meanwhile is decided on between two ticks. Confined to the task's thread.
final class Turns {

  private static final int SLICE = 100;

  private final BlockIndex index;

  /// Targets with a block or an unconfirmed decision of whose states nothing is known since the
  /// start but that they are there.
  private final Set<String> unvisited = new LinkedHashSet<>();

  /// Targets with a block that a changed configuration may concern.
  private final Set<String> outdated = new LinkedHashSet<>();

  Turns(BlockIndex index) {
    this.index = index;
  }

  /// After a start these are to be visited.
  void begin(Collection<String> open) {
    outdated.clear();
    unvisited.clear();
    unvisited.addAll(open);
  }

  /// Whether this is the first visit since the start of a target that is to have one.
  boolean isFirst(String key) {
    return unvisited.remove(key);
  }

  /// Whoever is blocked is to be looked at again.
  void configurationChanged() {
    outdated.addAll(index.keys());
  }

  /// Whose turn it is: blocks that are over, the changed configuration's, and then the others.
  List<String> next(Instant now) {
    var turn = new LinkedHashSet<>(index.due(now, SLICE));
    var rest = outdated.iterator();
    while (rest.hasNext() && turn.size() < SLICE) {
      turn.add(rest.next());
      rest.remove();
    }
    unvisited.stream().limit(SLICE - turn.size()).forEach(turn::add);
    return List.copyOf(turn);
  }
}
