package io.ringfence.firewall.enforcement;

import io.ringfence.firewall.rules.DropCounter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Packets dropped since the start, by service and set. The kernel's counters begin again when the
/// table is replaced; this total never goes back.
final class DroppedPackets {

  private final Map<DropCounter, Long> total = new HashMap<>();
  private final Map<DropCounter, Long> latest = new HashMap<>();

  /// @param services those that there are; the others are forgotten
  void read(Map<DropCounter, Long> counters, Set<String> services) {
    total.keySet().removeIf(counter -> !services.contains(counter.service()));
    latest.keySet().removeIf(counter -> !services.contains(counter.service()));
    counters.forEach(
        (counter, packets) -> {
          if (services.contains(counter.service())) {
            long before = latest.getOrDefault(counter, 0L);
            total.merge(counter, packets >= before ? packets - before : packets, Long::sum);
            latest.put(counter, packets);
          }
        });
  }

  Map<String, Long> byService() {
    var sums = new HashMap<String, Long>();
    total.forEach((counter, packets) -> sums.merge(counter.service(), packets, Long::sum));
    return Map.copyOf(sums);
  }

  /// But for those by which nothing was.
  Map<String, Long> bySet() {
    var sums = new HashMap<String, Long>();
    total.forEach(
        (counter, packets) -> {
          if (packets > 0) {
            sums.put(counter.set(), packets);
          }
        });
    return Map.copyOf(sums);
  }
}
