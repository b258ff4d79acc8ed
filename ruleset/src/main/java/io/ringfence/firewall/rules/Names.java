package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.Service;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// Names in the table `inet ringfence`.
public final class Names {

  public static final String TABLE = "inet ringfence";

  /// The services of the integrated firewall.
  public static final List<Service> SERVICES =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Service.UNKNOWN)));

  static final String BASE_CHAIN = "prerouting";

  private static final String DROPPED = "_dropped";

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
