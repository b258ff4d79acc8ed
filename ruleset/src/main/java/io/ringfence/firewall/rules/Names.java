package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.event.Service;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names in the table `inet ringfence`.
public final class Names {

  public static final String TABLE = "inet ringfence";

  /// The services of the integrated firewall.
  public static final List<Service> SERVICES =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Service.UNKNOWN)));

  /// The chain that the kernel calls for each packet that arrives.
  public static final String BASE_CHAIN = "prerouting";

  /// The chains that the kernel calls for what came through, last of all.
  static final List<String> WITNESSES = List.of("input", "forward");

  /// Where the ports of what came through are asked for, whichever witness saw it.
  static final String PASSED_CHAIN = "passed";

  private static final String OWN = "own_";
  private static final String BLOCKED = "_blocked";
  private static final String BLOCKED_NETWORKS = BLOCKED + "_64s" + Family.V6.suffix();
  private static final String MEMBERS = "_members";
  private static final String DROPPED = "_dropped";
  private static final String PASSED = "_passed";

  /// How the names of the sets go on, after the chain's, that a service's chain drops by.
  private static final List<String> DROPPING = dropping();

  private static final Set<String> BLOCKED_PREFIXES = allBlockedPrefixes();

  private Names() {}

  static String trusted(Family family) {
    return "trusted" + family.suffix();
  }

  static String blocked(Service service, Family family) {
    return blocked(chain(service), family);
  }

  /// Where a chain asks the sets of all services, this is the name of what it asks.
  static String blocked(String chain, Family family) {
    return chain + BLOCKED + family.suffix();
  }

  /// The set of blocked IPv6 networks of the usual size, each as its first address.
  static String blockedNetworks(Service service) {
    return blockedNetworks(chain(service));
  }

  static String blockedNetworks(String chain) {
    return chain + BLOCKED_NETWORKS;
  }

  static String blockedPrefixes(Service service, Family family) {
    return blockedPrefixes(chain(service), family);
  }

  static String blockedPrefixes(String chain, Family family) {
    return chain + BLOCKED + "_prefixes" + family.suffix();
  }

  /// Whether this is the name of a set of blocked prefixes.
  static boolean isBlockedPrefixes(String set) {
    return BLOCKED_PREFIXES.contains(set);
  }

  static String members(String chain, Family family) {
    return chain + MEMBERS + family.suffix();
  }

  static String chain(Service service) {
    return service.wireName();
  }

  /// The operator's own services have names of their own: no name of ours has that beginning.
  static String ownChain(String service) {
    return OWN + service;
  }

  /// The chain of what came through to a service, and its counter.
  static String passed(String chain) {
    return chain + PASSED;
  }

  /// Whether a chain is a service's, and decides about its packets.
  static boolean isService(String chain) {
    return isOwn(chain) || ProtectedService.isBuiltIn(chain);
  }

  /// Where the kernel calls a chain, `null` for one that only rules lead to.
  static @Nullable String hook(String chain) {
    if (chain.equals(BASE_CHAIN)) {
      return "type filter hook prerouting priority raw; policy accept;";
    }
    return WITNESSES.contains(chain)
        ? "type filter hook " + chain + " priority 300; policy accept;"
        : null;
  }

  /// The service that a chain is about.
  static String service(String chain) {
    return isOwn(chain) ? chain.substring(OWN.length()) : chain;
  }

  /// Whether a chain is about one of the operator's own services.
  static boolean isOwn(String chain) {
    return chain.startsWith(OWN);
  }

  /// The counter of what is dropped by a set.
  static String dropped(String set) {
    return set + DROPPED;
  }

  /// The counters of a chain. Of a service's, that of a restriction stays while there is none.
  static List<String> counters(String chain) {
    if (isService(chain)) {
      return DROPPING.stream().map(set -> dropped(chain + set)).toList();
    }
    return passedService(chain) == null ? List.of() : List.of(chain);
  }

  /// The service of which a counter counts what came through although it was to be dropped, `null`
  /// for any other counter.
  public static @Nullable String passedService(String counter) {
    if (!counter.endsWith(PASSED)) {
      return null;
    }
    String service = counter.substring(0, counter.length() - PASSED.length());
    return ProtectedService.isBuiltIn(service) ? service : null;
  }

  /// What is counted for a service.
  public static List<DropCounter> dropCounters(String service) {
    String chain = ProtectedService.isBuiltIn(service) ? service : ownChain(service);
    return DROPPING.stream().map(set -> new DropCounter(service, chain + set)).toList();
  }

  /// What a counter counts, `null` for a counter that is none of ours.
  public static @Nullable DropCounter dropCounter(String counter) {
    if (!counter.endsWith(DROPPED)) {
      return null;
    }
    String set = counter.substring(0, counter.length() - DROPPED.length());
    for (String end : DROPPING) {
      if (set.endsWith(end)) {
        return new DropCounter(service(set.substring(0, set.length() - end.length())), set);
      }
    }
    return null;
  }

  private static List<String> dropping() {
    var ends = new ArrayList<String>();
    for (var family : Family.values()) {
      ends.add(blocked("", family));
      ends.add(blockedPrefixes("", family));
      ends.add(members("", family));
    }
    ends.add(BLOCKED_NETWORKS);
    return List.copyOf(ends);
  }

  private static Set<String> allBlockedPrefixes() {
    var names = new HashSet<String>();
    for (var service : SERVICES) {
      for (var family : Family.values()) {
        names.add(blockedPrefixes(service, family));
      }
    }
    return Set.copyOf(names);
  }

  /// Every set there can be, for metrics, but for those of the operator's own services.
  public static List<String> sets() {
    var names = new ArrayList<String>();
    for (var family : Family.values()) {
      names.add(trusted(family));
      for (var service : SERVICES) {
        names.add(blocked(service, family));
        names.add(blockedPrefixes(service, family));
        names.add(members(chain(service), family));
      }
    }
    SERVICES.forEach(service -> names.add(blockedNetworks(service)));
    return names;
  }
}
