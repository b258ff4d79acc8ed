package io.ringfence.admin.impact;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who gets to which service by its restriction, by one configuration at one time. Blocks are
/// another matter: they end.
///
/// @param doors by the service's name
record Reach(IpRangeSet trusted, SortedMap<String, Door> doors) {

  /// A service.
  ///
  /// @param members who gets in, `null` for everybody
  record Door(Set<Port> ports, @Nullable IpRangeSet members) {
    boolean refuses(IpAddress source) {
      return members != null && !members.contains(source);
    }
  }

  Reach {
    doors = Collections.unmodifiableSortedMap(doors);
  }

  static Reach of(Configuration configuration, Instant now) {
    var doors = new TreeMap<String, Door>();
    configuration
        .services()
        .forEach(
            (name, service) ->
                doors.put(
                    name,
                    new Door(Set.copyOf(service.ports()), configuration.admitted(name, now))));
    return new Reach(configuration.trusted(now), doors);
  }

  /// The services whose restriction keeps the source from what it uses: the service itself, and
  /// those that share a port with it. Empty when it gets in.
  List<String> refusing(IpAddress source, Way way) {
    if (trusted.contains(source)) {
      return List.of();
    }
    var own = doors.get(way.service());
    var ports = own == null ? Set.<Port>of() : own.ports();
    var refusing = new ArrayList<String>();
    doors.forEach(
        (name, door) -> {
          boolean isInTheWay =
              name.equals(way.service())
                  || (way.port() != null && door.ports().contains(way.port()))
                  || !Collections.disjoint(door.ports(), ports);
          if (isInTheWay && door.refuses(source)) {
            refusing.add(name);
          }
        });
    return refusing;
  }

  /// The ports of each service: whoever shares one shares its restriction.
  Map<String, Set<Port>> ports() {
    var ports = new TreeMap<String, Set<Port>>();
    doors.forEach((name, door) -> ports.put(name, door.ports()));
    return ports;
  }

  /// Who gets in, the trusted too.
  IpRangeSet admitted(Door door) {
    if (door.members() == null) {
      return IpRangeSet.ALL;
    }
    var ranges = new ArrayList<IpRange>(door.members().all());
    ranges.addAll(trusted.all());
    return IpRangeSet.of(ranges);
  }
}
