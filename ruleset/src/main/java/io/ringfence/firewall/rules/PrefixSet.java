package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The prefixes blocked for one service in one family, as ranges without overlaps. Confined to one
/// thread.
///
/// Two prefixes are apart or one is within the other, so the ranges are the outermost prefixes, and
/// a prefix that comes or goes changes itself and those right within it, however many others there
/// are. Prefixes that touch stay two ranges; the kernel takes them so.
final class PrefixSet {

  /// Outer before inner.
  static final Comparator<IpPrefix> ORDER =
      Comparator.comparing(IpPrefix::address).thenComparingInt(IpPrefix::length);

  private final Service service;
  private final Family family;
  private final NavigableMap<IpPrefix, Block> blocks;
  private final NavigableMap<IpAddress, IpPrefix> outermost = new TreeMap<>();

  /// What the kernel holds from an address on, where that may not be what is desired.
  private final NavigableMap<IpAddress, Optional<IpPrefix>> touched = new TreeMap<>();

  /// The latest of the latest sample.
  private IpAddress sampled = IpAddress.ofV4(0);

  private PrefixSet(Service service, Family family, NavigableMap<IpPrefix, Block> blocks) {
    this.service = service;
    this.family = family;
    this.blocks = blocks;
  }

  /// One set per service and family.
  ///
  /// @param blocks of all prefixes, in [#ORDER]
  static List<PrefixSet> all(NavigableMap<IpPrefix, Block> blocks) {
    var sets = new ArrayList<PrefixSet>();
    for (var service : Names.SERVICES) {
      for (var family : Family.values()) {
        sets.add(new PrefixSet(service, family, blocks));
      }
    }
    return List.copyOf(sets);
  }

  /// A prefix has come in.
  void came(IpPrefix prefix) {
    var before = outermost.floorEntry(prefix.address());
    if (before != null
        && before.getValue().length() <= prefix.length()
        && before.getValue().contains(prefix.address())) {
      return;
    }
    var last = prefix.toRange().last();
    List.copyOf(outermost.subMap(prefix.address(), true, last, true).keySet())
        .forEach(inner -> set(inner, null));
    set(prefix.address(), prefix);
  }

  /// A prefix was taken out.
  void went(IpPrefix prefix) {
    if (!prefix.equals(outermost.get(prefix.address()))) {
      return;
    }
    set(prefix.address(), null);
    IpPrefix latest = null;
    for (var inner : blocks.tailMap(prefix, false).entrySet()) {
      if (!prefix.contains(inner.getKey().address())) {
        break;
      }
      boolean within = latest != null && latest.contains(inner.getKey().address());
      if (!within && inner.getValue().covers(service)) {
        latest = inner.getKey();
        set(latest.address(), latest);
      }
    }
  }

  void inForce() {
    touched.clear();
  }

  String name() {
    return Names.blockedPrefixes(service, family);
  }

  Service service() {
    return service;
  }

  Family family() {
    return family;
  }

  /// Whether it is one of the ranges itself, and not within another.
  boolean isElement(IpPrefix prefix) {
    return prefix.equals(outermost.get(prefix.address()));
  }

  int size() {
    return outermost.size();
  }

  /// Ascending, without overlaps.
  List<IpRange> ranges() {
    return ranges(Integer.MAX_VALUE);
  }

  /// The first ones.
  List<IpRange> ranges(int max) {
    return outermost.values().stream().limit(max).map(IpPrefix::toRange).toList();
  }

  /// Some that the kernel must hold, others each time.
  Change.Ranges sample(int max) {
    var some =
        outermost.tailMap(sampled, false).values().stream()
            .limit(max)
            .map(IpPrefix::toRange)
            .toList();
    some = some.isEmpty() ? ranges(max) : some;
    sampled = some.isEmpty() ? sampled : some.getLast().first();
    return new Change.Ranges(name(), family, List.of(), some);
  }

  /// The next ones, from after an address on; `null` from the beginning on.
  Change.Ranges after(@Nullable IpAddress address, int max) {
    var rest = address == null ? outermost : outermost.tailMap(address, false);
    var some = rest.values().stream().limit(max).map(IpPrefix::toRange).toList();
    return new Change.Ranges(name(), family, List.of(), some);
  }

  /// What was touched since the last transaction.
  Change.Ranges change() {
    var out = new ArrayList<IpRange>();
    var in = new ArrayList<IpRange>();
    touched.forEach(
        (address, before) -> {
          var now = Optional.ofNullable(outermost.get(address));
          if (!now.equals(before)) {
            before.map(IpPrefix::toRange).ifPresent(out::add);
            now.map(IpPrefix::toRange).ifPresent(in::add);
          }
        });
    return new Change.Ranges(name(), family, out, in);
  }

  private void set(IpAddress address, @Nullable IpPrefix prefix) {
    var before = prefix == null ? outermost.remove(address) : outermost.put(address, prefix);
    touched.putIfAbsent(address, Optional.ofNullable(before));
  }
}
