package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.Service;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

  private static final String DROPPED = "_dropped";
  private static final Set<String> BLOCKED_PREFIXES = allBlockedPrefixes();

  private Names() {}

  static String trusted(Family family) {
    return "trusted" + family.suffix();
  }

  static String blocked(Service service, Family family) {
    return service.wireName() + "_blocked" + family.suffix();
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

  /// The counter of what is dropped on the way to a service.
  public static String dropped(Service service) {
    return service.wireName() + DROPPED;
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

  /// Every set there can be, for metrics.
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
    return names;
  }
}
