package io.ringfence.firewall.enforcement;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Packets since the start, by what they are counted as. The kernel's counters begin again when the
/// table is replaced; these totals never go back.
final class Totals<K> {

  private final Map<K, Long> total = new HashMap<>();
  private final Map<K, Long> latest = new HashMap<>();

  void read(Map<K, Long> counters) {
    counters.forEach(
        (counter, packets) -> {
          long before = latest.getOrDefault(counter, 0L);
          total.merge(counter, packets >= before ? packets - before : packets, Long::sum);
          latest.put(counter, packets);
        });
  }

  /// Forgets the others.
  void keep(Predicate<K> kept) {
    total.keySet().removeIf(kept.negate());
    latest.keySet().removeIf(kept.negate());
  }

  Map<K, Long> all() {
    return Map.copyOf(total);
  }
}
