package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.event.Service;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Packets dropped since the start. The kernel's counters begin again when the table is replaced;
/// this total never goes back.
final class DroppedPackets {

  private final Map<Service, Long> total = new EnumMap<>(Service.class);
  private final Map<Service, Long> latest = new EnumMap<>(Service.class);

  void read(Map<Service, Long> counters) {
    counters.forEach(
        (service, packets) -> {
          long before = latest.getOrDefault(service, 0L);
          total.merge(service, packets >= before ? packets - before : packets, Long::sum);
          latest.put(service, packets);
        });
  }

  Map<Service, Long> total() {
    return Map.copyOf(total);
  }

  /// By the service's wire name.
  Map<String, Long> byName() {
    return total.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(entry -> entry.getKey().wireName(), Map.Entry::getValue));
  }
}
