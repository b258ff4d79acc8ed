package io.ringfence.firewall.rules;

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

  /// The chain that the kernel calls.
  public static final String BASE_CHAIN = "prerouting";

  /// Where it is called.
  public static final String HOOK = "type filter hook prerouting priority raw; policy accept;";

  private static final String OWN = "own_";
  private static final String DROPPED = "_dropped";
  private static final Set<String> BLOCKED_PREFIXES = allBlockedPrefixes();

  private Names() {}

  static String trusted(Family family) {
    return "trusted" + family.suffix();
  }

  static String blocked(Service service, Family family) {
    return service.wireName() + "_blocked" + family.suffix();
  }

  /// The set of blocked IPv6 networks of the usual size, each as its first address.
  static String blockedNetworks(Service service) {
    return service.wireName() + "_blocked_64s" + Family.V6.suffix();
  }

  static String blockedPrefixes(Service service, Family family) {
    return service.wireName() + "_blocked_prefixes" + family.suffix();
  }

  /// Whether this is the name of a set of blocked prefixes.
  static boolean isBlockedPrefixes(String set) {
    return BLOCKED_PREFIXES.contains(set);
  }

  static String members(Service service, Family family) {
    return service.wireName() + "_members" + family.suffix();
  }

  static String chain(Service service) {
    return service.wireName();
  }

  /// The operator's own services have names of their own: no name of ours has that beginning.
  static String ownChain(String service) {
    return OWN + service;
  }

  /// The service that a chain is about.
  static String service(String chain) {
    return isOwn(chain) ? chain.substring(OWN.length()) : chain;
  }

  /// Whether a chain is about one of the operator's own services.
  static boolean isOwn(String chain) {
    return chain.startsWith(OWN);
  }

  static String ownMembers(String service, Family family) {
    return OWN + service + "_members" + family.suffix();
  }

  /// The counter of what a service's chain drops.
  static String dropped(String chain) {
    return chain + DROPPED;
  }

  /// The service whose drops a counter counts, `null` for a counter that is none of ours.
  public static @Nullable String droppedFor(String counter) {
    return counter.endsWith(DROPPED)
        ? service(counter.substring(0, counter.length() - DROPPED.length()))
        : null;
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
        names.add(members(service, family));
      }
    }
    SERVICES.forEach(service -> names.add(blockedNetworks(service)));
    return names;
  }
}
