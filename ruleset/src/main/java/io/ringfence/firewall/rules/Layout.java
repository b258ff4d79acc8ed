package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What changes seldom in the rule set: the interval sets and the rules of each chain. Only the
/// single blocked addresses are not in it.
///
/// Every word of a rule comes from this package or is a number or an address; titles, notes and
/// other free text of the configuration never reach nftables.
///
/// @param intervals by set name
/// @param chains rules by chain name, the base chain last
record Layout(SequencedMap<String, Interval> intervals, SequencedMap<String, List<String>> chains) {

  static final Layout EMPTY = of(Configuration.INITIAL, Map.of(), Instant.EPOCH);

  /// The layout for a configuration at a time.
  ///
  /// @param blockedPrefixes by service; none where missing
  static Layout of(
      Configuration configuration, Map<Service, IpRangeSet> blockedPrefixes, Instant now) {
    var layout = new Layout(new LinkedHashMap<>(), new LinkedHashMap<>());
    var base = new ArrayList<String>();
    layout.trust(configuration.trusted(now), base);
    for (var service : Names.SERVICES) {
      var prefixes = blockedPrefixes.getOrDefault(service, IpRangeSet.EMPTY);
      layout.protect(service, prefixes, configuration.admitted(service, now));
      dispatch(service, configuration.services().get(service), base);
    }
    layout.chains.put(Names.BASE_CHAIN, base);
    return layout;
  }

  private void trust(IpRangeSet trusted, List<String> base) {
    for (var family : Family.values()) {
      intervals.put(Names.trusted(family), Interval.of(family, trusted));
      base.add(family.header() + " saddr @" + Names.trusted(family) + " accept");
    }
  }

  /// A restriction is about this host's own services: what the host forwards, such as a
  /// container's own requests to a web server elsewhere, is none of them. A blocked source is
  /// dropped either way.
  ///
  /// @param admitted `null` when the service is not restricted
  private void protect(Service service, IpRangeSet prefixes, @Nullable IpRangeSet admitted) {
    var rules = new ArrayList<String>();
    for (var family : Family.values()) {
      String drop = " counter name \"" + Names.dropped(service) + "\" drop";
      String source = family.header() + " saddr ";
      rules.add(source + "@" + Names.blocked(service, family) + drop);
      String blockedPrefixes = Names.blockedPrefixes(service, family);
      intervals.put(blockedPrefixes, Interval.of(family, prefixes));
      rules.add(source + "@" + blockedPrefixes + drop);
      if (admitted != null) {
        String members = Names.members(service, family);
        intervals.put(members, Interval.of(family, admitted));
        rules.add("fib daddr type local " + source + "!= @" + members + drop);
      }
    }
    chains.put(Names.chain(service), rules);
  }

  /// Only a service's own ports lead to its chain: a block touches nothing else of the host.
  private static void dispatch(
      Service service, @Nullable ProtectedService document, List<String> base) {
    for (var protocol : Protocol.values()) {
      var ports = new TreeSet<Integer>();
      if (document != null) {
        document.ports().stream()
            .filter(port -> port.protocol() == protocol)
            .forEach(port -> ports.add(port.port()));
      }
      if (!ports.isEmpty()) {
        String header =
            switch (protocol) {
              case UDP -> "udp";
              case TCP -> "tcp";
            };
        String numbers = ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
        base.add(header + " dport { " + numbers + " } jump " + Names.chain(service));
      }
    }
  }
}
