package io.ringfence.guard.kafka;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which targets a tick looks at. All at once would keep a task from deciding, so it is a slice of
/// them: who attacks meanwhile is decided on between two ticks. Confined to the task's thread.
final class Turns {

  private static final int SLICE = 100;

  /// Targets with a block or an unconfirmed decision of whose states nothing is known since the
  /// start but that they are there.
  private final Set<String> unvisited = new LinkedHashSet<>();

  /// After a start these are to be visited.
  void begin(Collection<String> open) {
    unvisited.clear();
    unvisited.addAll(open);
  }

  /// Whether this is the first visit since the start of a target that is to have one.
  boolean isFirst(String key) {
    return unvisited.remove(key);
  }

  /// Whose turn it is.
  List<String> next() {
    return unvisited.stream().limit(SLICE).toList();
  }
}
