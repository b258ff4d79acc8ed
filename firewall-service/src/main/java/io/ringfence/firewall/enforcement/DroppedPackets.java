package io.ringfence.firewall.enforcement;

import io.ringfence.firewall.rules.DropCounter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Packets dropped since the start, by service and set.
final class DroppedPackets {

  private final Totals<DropCounter> totals = new Totals<>();

  /// @param services those that there are; the others are forgotten
  void read(Map<DropCounter, Long> counters, Set<String> services) {
    totals.read(counters);
    totals.keep(counter -> services.contains(counter.service()));
  }

  Map<String, Long> byService() {
    var sums = new HashMap<String, Long>();
    totals.all().forEach((counter, packets) -> sums.merge(counter.service(), packets, Long::sum));
    return Map.copyOf(sums);
  }

  /// But for those by which nothing was.
  Map<String, Long> bySet() {
    var sums = new HashMap<String, Long>();
    totals
        .all()
        .forEach(
            (counter, packets) -> {
              if (packets > 0) {
                sums.put(counter.set(), packets);
              }
            });
    return Map.copyOf(sums);
  }
}
