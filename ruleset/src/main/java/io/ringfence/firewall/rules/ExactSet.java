package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The single addresses blocked for one service in one family, or the IPv6 networks of the usual
/// size, each as its first address: a view of all that are blocked of its kind. Remembers which
/// ones were touched since the last transaction, and whether the kernel may hold them already.
/// Confined to one thread.
final class ExactSet {

  /// Of an IPv6 network that is looked up like an address: what a customer gets.
  static final int NETWORK_LENGTH = 64;

  /// The kernel counts from the moment it was told and by its own clock, so an address may be with
  /// it for some time after its end.
  private static final Duration LINGERS = Duration.ofMinutes(1);

  /// By how much the kernel's count of what is left may differ: so much of what is left, and so
  /// many milliseconds.
  private static final int SHARE = 500;

  private static final long ALLOWANCE = 5_000;

  /// How many blocks are looked at for a sample, whether they are in this set or not.
  private static final int MAX_SEEN = 256;

  /// IPv4 is before it, IPv6 is not.
  private static final IpAddress FIRST_V6 = new IpAddress(true, 0, 0);

  private final String name;
  private final Service service;
  private final Family family;
  private final NavigableMap<IpAddress, Block> blocks;
  private final NavigableMap<IpAddress, Boolean> touched = new TreeMap<>();
  private final SequencedMap<IpAddress, Instant> lapsed = new LinkedHashMap<>();
  private int size;

  /// The latest of the latest sample, `null` to begin anew.
  private @Nullable IpAddress sampled;

  private ExactSet(
      String name, Service service, Family family, NavigableMap<IpAddress, Block> blocks) {
    this.name = name;
    this.service = service;
    this.family = family;
    this.blocks =
        switch (family) {
          case V4 -> blocks.headMap(FIRST_V6, false);
          case V6 -> blocks.tailMap(FIRST_V6, true);
        };
  }

  /// One set per service and family.
  ///
  /// @param blocks of all addresses
  static List<ExactSet> all(NavigableMap<IpAddress, Block> blocks) {
    var sets = new ArrayList<ExactSet>();
    for (var service : Names.SERVICES) {
      for (var family : Family.values()) {
        sets.add(new ExactSet(Names.blocked(service, family), service, family, blocks));
      }
    }
    return List.copyOf(sets);
  }

  /// One set per service.
  ///
  /// @param blocks of all IPv6 networks of the usual size, by their first address
  static List<ExactSet> networks(NavigableMap<IpAddress, Block> blocks) {
    return Names.SERVICES.stream()
        .map(service -> new ExactSet(Names.blockedNetworks(service), service, Family.V6, blocks))
        .toList();
  }

  /// Whether a prefix is one of these networks.
  static boolean isNetwork(IpPrefix prefix) {
    return prefix.address().v6() && prefix.length() == NETWORK_LENGTH;
  }

  /// An address is about to come in.
  void coming(IpAddress address) {
    touch(address);
    size++;
  }

  /// An address is about to be taken out before its end.
  void going(IpAddress address) {
    touch(address);
    size--;
  }

  /// The end has come: the kernel lets go of it without being told.
  void lapsing(IpAddress address, Instant now) {
    size--;
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
    return name;
  }

  Service service() {
    return service;
  }

  Family family() {
    return family;
  }

  int size() {
    return size;
  }

  /// A copy, with the end of each address, [Instant#MAX] for none.
  NavigableMap<IpAddress, Instant> elements() {
    var elements = new TreeMap<IpAddress, Instant>();
    blocks.forEach(
        (address, block) -> {
          if (block.covers(service)) {
            var end = block.expiresAt();
            elements.put(address, end == null ? Instant.MAX : end);
          }
        });
    return elements;
  }

  /// Each address with what is left for it, ascending.
  Stream<Change.Timed> timed(Instant now) {
    return timed(blocks, now);
  }

  /// The next ones that the kernel must hold, from after an address on; `null` from the beginning
  /// on.
  Change.Addresses after(@Nullable IpAddress address, int max, Instant now) {
    var some =
        timed(address == null ? blocks : blocks.tailMap(address, false), now)
            .filter(element -> !isAsGoodAsOver(element.timeoutMillis()))
            .limit(max)
            .toList();
    return new Change.Addresses(name(), family, List.of(), some);
  }

  /// Ends with the last of this service's, rather than go through all the blocks of the others.
  private Stream<Change.Timed> timed(Map<IpAddress, Block> some, Instant now) {
    return some.entrySet().stream()
        .filter(entry -> entry.getValue().covers(service))
        .limit(size)
        .map(entry -> Elements.timed(entry.getKey(), entry.getValue(), now));
  }

  /// Some that the kernel must hold, others each time.
  Change.Addresses sample(Instant now, int max) {
    var some = new ArrayList<Change.Timed>(max);
    if (sampled != null) {
      sample(blocks.tailMap(sampled, false), now, max, some);
    }
    if (some.isEmpty()) {
      sample(blocks, now, max, some);
    }
    return new Change.Addresses(name(), family, List.of(), some);
  }

  private void sample(Map<IpAddress, Block> from, Instant now, int max, List<Change.Timed> some) {
    int seen = 0;
    for (var entry : from.entrySet()) {
      if (some.size() == max || seen++ == MAX_SEEN) {
        return;
      }
      sampled = entry.getKey();
      if (entry.getValue().covers(service)) {
        var element = Elements.timed(entry.getKey(), entry.getValue(), now);
        if (!isAsGoodAsOver(element.timeoutMillis())) {
          some.add(element);
        }
      }
    }
    sampled = null;
  }

  /// What was touched since the last transaction.
  Change.Addresses change(Instant now) {
    var out = touched.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey);
    var in = new ArrayList<Change.Timed>();
    for (var address : touched.keySet()) {
      var block = get(address);
      if (block != null) {
        in.add(Elements.timed(address, block, now));
      }
    }
    return new Change.Addresses(name(), family, out.toList(), in);
  }

  /// What leads from what the kernel holds to this set.
  Change.Addresses difference(List<Actual.Held> held, Instant now, Drift.Count drift) {
    var out = new ArrayList<IpAddress>();
    var in = new ArrayList<Change.Timed>();
    int found = 0;
    for (var element : held) {
      var block = get(element.address());
      if (block == null) {
        if (!lapsed.containsKey(element.address())) {
          out.add(element.address());
          drift.foreign(1);
        }
        continue;
      }
      found++;
      var desired = Elements.timed(element.address(), block, now);
      if (!agree(desired.timeoutMillis(), element.leftMillis())) {
        out.add(element.address());
        in.add(desired);
        drift.wrong(1);
      }
    }
    if (found < size) {
      addMissing(held, now, in, drift);
    }
    return new Change.Addresses(name(), family, out, in);
  }

  private void addMissing(
      List<Actual.Held> held, Instant now, List<Change.Timed> in, Drift.Count drift) {
    var there = HashSet.<IpAddress>newHashSet(held.size());
    held.forEach(element -> there.add(element.address()));
    timed(now)
        .filter(element -> !there.contains(element.address()))
        .forEach(
            element -> {
              in.add(element);
              drift.missing(isAsGoodAsOver(element.timeoutMillis()) ? 0 : 1);
            });
  }

  /// The kernel may let go of it a moment early.
  private static boolean isAsGoodAsOver(long timeoutMillis) {
    return timeoutMillis != Change.Timed.NEVER && timeoutMillis < ALLOWANCE;
  }

  private static boolean agree(long desired, long left) {
    if (desired == Change.Timed.NEVER || left == Change.Timed.NEVER) {
      return desired == left;
    }
    return Math.abs(desired - left) <= ALLOWANCE + desired / SHARE;
  }

  private @Nullable Block get(IpAddress address) {
    var block = blocks.get(address);
    return block != null && block.covers(service) ? block : null;
  }

  private void touch(IpAddress address) {
    touched.computeIfAbsent(address, unseen -> get(unseen) != null || lapsed.containsKey(unseen));
  }
}
