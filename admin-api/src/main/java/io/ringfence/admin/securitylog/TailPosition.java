package io.ringfence.admin.securitylog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Where a live tail is. Arrival numbers are drawn before the commit, so a line can become visible
/// after one with a greater number: the tail reads some way back and passes over what it had.
final class TailPosition {
  static final int LOOK_BACK = 1_000;
  private static final long UNKNOWN = -1;

  private final Set<Long> seen = new HashSet<>();
  private long start = UNKNOWN;
  private long at = UNKNOWN;

  boolean isUnknown() {
    return at == UNKNOWN;
  }

  void startAt(long latest) {
    start = latest;
    at = latest;
  }

  /// Lines are read after this number.
  long readAfter() {
    return Math.max(start, at - LOOK_BACK);
  }

  /// @param all whether the lines are all up to `latest`, not only as many as asked for
  /// @return those that were not had before
  List<LogLine> advance(List<LogLine> lines, boolean all, long latest) {
    var fresh = new ArrayList<LogLine>();
    for (var line : lines) {
      if (seen.add(line.arrival())) {
        fresh.add(line);
      }
    }
    at = all || lines.isEmpty() ? latest : lines.getLast().arrival();
    seen.removeIf(arrival -> arrival <= readAfter());
    return fresh;
  }
}
