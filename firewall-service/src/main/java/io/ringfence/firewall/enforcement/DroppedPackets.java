package io.ringfence.firewall.enforcement;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Packets dropped since the start, by service. The kernel's counters begin again when the table is
/// replaced; this total never goes back.
final class DroppedPackets {

  private final Map<String, Long> total = new HashMap<>();
  private final Map<String, Long> latest = new HashMap<>();

  /// @param services those that there are; the others are forgotten
  void read(Map<String, Long> counters, Set<String> services) {
    total.keySet().retainAll(services);
    latest.keySet().retainAll(services);
    counters.forEach(
        (service, packets) -> {
          if (services.contains(service)) {
            long before = latest.getOrDefault(service, 0L);
            total.merge(service, packets >= before ? packets - before : packets, Long::sum);
            latest.put(service, packets);
          }
        });
  }

  Map<String, Long> total() {
    return Map.copyOf(total);
  }
}
