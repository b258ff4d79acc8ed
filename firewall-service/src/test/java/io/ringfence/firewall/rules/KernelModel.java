package io.ringfence.firewall.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Carries changes of elements out as strictly as a kernel: only what is there goes out, and
/// nothing comes in that overlaps.
final class KernelModel {

  private final Map<String, TreeMap<IpAddress, IpRange>> ranges = new HashMap<>();
  private final Map<String, TreeMap<IpAddress, Long>> addresses = new HashMap<>();

  void carryOut(Iterable<Change> changes) {
    for (var change : changes) {
      switch (change) {
        case Change.Commands _ -> {}
        case Change.Ranges range -> carryOut(range);
        case Change.Addresses address -> carryOut(address);
      }
    }
  }

  private void carryOut(Change.Ranges change) {
    var set = ranges.computeIfAbsent(change.set(), _ -> new TreeMap<>());
    change.out().forEach(range -> assertThat(set.remove(range.first(), range)).isTrue());
    for (var range : change.in()) {
      var before = set.floorEntry(range.last());
      assertThat(before == null || before.getValue().last().compareTo(range.first()) < 0).isTrue();
      set.put(range.first(), range);
    }
  }

  private void carryOut(Change.Addresses change) {
    var set = addresses.computeIfAbsent(change.set(), _ -> new TreeMap<>());
    change.out().forEach(set::remove);
    change.in().forEach(in -> assertThat(set.put(in.address(), in.timeoutMillis())).isNull());
  }

  /// Whether an address is in a set.
  boolean holds(String set, IpAddress address) {
    var range = ranges.getOrDefault(set, new TreeMap<>()).floorEntry(address);
    return (range != null && range.getValue().contains(address))
        || addresses.getOrDefault(set, new TreeMap<>()).containsKey(address);
  }

  /// As an enforcer would find it.
  Actual actual() {
    var sets = new HashMap<String, Actual.Contents>();
    for (var family : Family.values()) {
      for (var service : Names.SERVICES) {
        String prefixes = Names.blockedPrefixes(service, family);
        var held = ranges.getOrDefault(prefixes, new TreeMap<>()).values();
        sets.put(prefixes, new Actual.Ranges(family, held.stream().toList()));
        String exact = Names.blocked(service, family);
        sets.put(
            exact,
            new Actual.Addresses(
                family,
                addresses.getOrDefault(exact, new TreeMap<>()).entrySet().stream()
                    .map(element -> new Actual.Held(element.getKey(), element.getValue()))
                    .toList()));
      }
    }
    return new Actual(Actual.Shape.SOUND, sets, Set.of(), Map.of());
  }

  /// Somebody else takes something out, or puts something in.
  void disturb(String set, IpRange range) {
    var held = ranges.computeIfAbsent(set, _ -> new TreeMap<>());
    held.clear();
    held.put(range.first(), range);
  }
}
