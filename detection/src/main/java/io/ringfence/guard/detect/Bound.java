package io.ringfence.guard.detect;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// Where a state is bounded, and what happens there, for counting.
public enum Bound {
  /// The window of failures is full: the oldest gave way.
  WINDOW,
  /// Names are more than are kept exactly: they are in a bitmap now.
  NAMES,
  /// What was reported is more than is remembered: the oldest may be reported again.
  REPORTED;

  /// The bounds that a state ran into when it became the next.
  public static Set<Bound> reached(SourceState before, SourceState after) {
    var reached = EnumSet.noneOf(Bound.class);
    var failures = after.window().failures();
    if (failures.size() == Window.MAX_FAILURES
        && before.window().failures().size() == Window.MAX_FAILURES
        && !failures.equals(before.window().failures())) {
      reached.add(WINDOW);
    }
    if (sketches(after.memory()) > sketches(before.memory())) {
      reached.add(NAMES);
    }
    var reported = after.memory().reported();
    if (reported.size() == LongMemory.MAX_REPORTED
        && before.memory().reported().size() == LongMemory.MAX_REPORTED
        && !reported.keySet().equals(before.memory().reported().keySet())) {
      reached.add(REPORTED);
    }
    return reached;
  }

  private static int sketches(LongMemory memory) {
    return (memory.familiar().current().bits().isEmpty() ? 0 : 1)
        + (memory.strangers().current().bits().isEmpty() ? 0 : 1);
  }

  /// The metric's label.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
