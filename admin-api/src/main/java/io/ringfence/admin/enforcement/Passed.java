package io.ringfence.admin.enforcement;

import io.ringfence.contracts.event.EnforcementReport;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one node's kernel has itself seen come through to a service although a block was to drop
/// it. Its counters grow while it lasts; those that begin anew or shrink say nothing, nor does what
/// passes while an administrator has opened the node.
final class Passed {

  /// @param at what the counter stood at when it was looked at last
  private record Counter(Streak streak, long at) {}

  private final Map<String, Counter> counters = new HashMap<>();

  /// What a look has shown.
  ///
  /// @param service the one that most came through to
  /// @param streak its looks
  record Evidence(String service, Streak streak) {}

  /// @return `null` when nothing came through, or it is not yet time for a look
  @Nullable Evidence take(EnforcementReport kernel) {
    counters.keySet().retainAll(kernel.passedPackets().keySet());
    Evidence most = null;
    for (var service : kernel.passedPackets().entrySet()) {
      var counter = counters.get(service.getKey());
      var streak = counter == null ? new Streak() : counter.streak();
      if (streak.begin(kernel.occurredAt())) {
        long now = service.getValue();
        long grown = counter == null || enforcesNothing(kernel) ? 0 : now - counter.at();
        counters.put(service.getKey(), new Counter(streak, now));
        streak.take(Math.max(0, grown));
        most = grown > 0 && isMore(streak, most) ? new Evidence(service.getKey(), streak) : most;
      }
    }
    return most;
  }

  private static boolean isMore(Streak streak, @Nullable Evidence most) {
    return most == null
        || !most.streak().isBelieved()
        || (streak.isBelieved() && streak.packets() > most.streak().packets());
  }

  private static boolean enforcesNothing(EnforcementReport kernel) {
    var error = kernel.error();
    return Backends.enforcesNothing(kernel)
        || (error != null && error.startsWith(EnforcementReport.OPENED));
  }
}
