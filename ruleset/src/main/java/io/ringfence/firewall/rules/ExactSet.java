package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The single addresses blocked for one service in one family, each with its end. Remembers which
/// ones were touched since the last transaction, and whether the kernel may hold them already.
/// Confined to one thread.
final class ExactSet {

  /// The kernel counts from the moment it was told and by its own clock, so an address may be with
  /// it for some time after its end.
  private static final Duration LINGERS = Duration.ofMinutes(1);

  private final Service service;
  private final Family family;
  private final NavigableMap<IpAddress, Instant> elements = new TreeMap<>();
  private final NavigableMap<IpAddress, Boolean> touched = new TreeMap<>();
  private final SequencedMap<IpAddress, Instant> lapsed = new LinkedHashMap<>();

  private ExactSet(Service service, Family family) {
    this.service = service;
    this.family = family;
  }

  /// One empty set per service and family.
  static List<ExactSet> all() {
    var sets = new ArrayList<ExactSet>();
    for (var service : Names.SERVICES) {
      for (var family : Family.values()) {
        sets.add(new ExactSet(service, family));
      }
    }
    return List.copyOf(sets);
  }

  /// @param until when it leaves by itself, [Instant#MAX] for never
  void put(IpAddress address, Instant until) {
    touch(address);
    elements.put(address, until);
  }

  /// Takes an address out before its end.
  void remove(IpAddress address) {
    touch(address);
    elements.remove(address);
  }

  /// The end has come: the kernel lets go of it without being told.
  void lapse(IpAddress address, Instant now) {
    elements.remove(address);
    lapsed.remove(address);
    lapsed.put(address, now);
  }

  /// Forgets what lapsed so long ago that the kernel cannot hold it any more.
  void forget(Instant now) {
    while (!lapsed.isEmpty() && lapsed.firstEntry().getValue().plus(LINGERS).isBefore(now)) {
      lapsed.pollFirstEntry();
    }
  }

  void inForce() {
    touched.clear();
  }

  String name() {
    return Names.blocked(service, family);
  }

  Service service() {
    return service;
  }

  Family family() {
    return family;
  }

  NavigableMap<IpAddress, Instant> elements() {
    return elements;
  }

  /// Whether the kernel may hold it, of each address touched since the last transaction.
  NavigableMap<IpAddress, Boolean> touched() {
    return touched;
  }

  private void touch(IpAddress address) {
    touched.computeIfAbsent(
        address, unseen -> elements.containsKey(unseen) || lapsed.containsKey(unseen));
  }
}
