package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What changes seldom in the rule set: the interval sets and the rules of each chain. Only the
/// single blocked addresses are not in it.
///
/// Every word of a rule comes from this package, is a number, an address or the name of one of the
/// operator's own services; titles, notes and other free text of the configuration never reach
/// nftables.
///
/// @param intervals by set name
/// @param chains rules by chain name, those that lead to others after these
record Layout(SequencedMap<String, Interval> intervals, SequencedMap<String, List<String>> chains) {

  /// Leaves of an IPv6 source what its /64 is found by.
  static final String NETWORK = "& ffff:ffff:ffff:ffff:: ";

  static final Layout EMPTY = of(Configuration.INITIAL, Map.of(), Instant.EPOCH);

  /// The layout for a configuration at a time.
  ///
  /// @param blockedPrefixes by service; none where missing
  static Layout of(
      Configuration configuration, Map<Service, IpRangeSet> blockedPrefixes, Instant now) {
    var effective = configuration.effective(now);
    var layout = new Layout(new LinkedHashMap<>(), new LinkedHashMap<>());
    var base = new ArrayList<String>();
    var passed = new ArrayList<String>();
    layout.trust(effective.trusted(now));
    for (var service : Names.SERVICES) {
      var prefixes = blockedPrefixes.getOrDefault(service, IpRangeSet.EMPTY);
      layout.protect(service, prefixes, effective.admitted(service, now));
      layout.watch(service);
      var document = effective.services().get(service.wireName());
      if (document != null) {
        dispatch(document, Names.chain(service), base);
        dispatch(document, Names.passed(Names.chain(service)), passed);
      }
    }
    for (var own : new TreeMap<>(effective.services()).values()) {
      if (!ProtectedService.isBuiltIn(own.name())) {
        layout.protectOwn(own.name(), effective.admitted(own.name(), now));
        dispatch(own, Names.ownChain(own.name()), base);
      }
    }
    layout.chains.put(Names.BASE_CHAIN, base);
    layout.chains.put(Names.PASSED_CHAIN, passed);
    Names.WITNESSES.forEach(
        witness -> layout.chains.put(witness, List.of("jump " + Names.PASSED_CHAIN)));
    return layout;
  }

  /// The same for a time in which nothing is dropped: no packet gets to any rule. Sets, chains and
  /// counters stay, so that closing it again is one small change.
  Layout opened() {
    var open = new LinkedHashMap<>(chains);
    open.put(Names.BASE_CHAIN, List.of());
    open.put(Names.PASSED_CHAIN, List.of());
    return new Layout(intervals, open);
  }

  /// One for each service and set, of what is dropped by it, and those of what came through.
  List<String> counters() {
    return chains.keySet().stream().flatMap(chain -> Names.counters(chain).stream()).toList();
  }

  private void trust(IpRangeSet trusted) {
    for (var family : Family.values()) {
      intervals.put(Names.trusted(family), Interval.of(family, trusted));
    }
  }

  /// What lets the trusted through a chain. None for a family of whom nobody is trusted, as each
  /// packet would pay for it.
  private List<String> trusted(String verdict) {
    return Arrays.stream(Family.values())
        .filter(family -> !interval(Names.trusted(family)).ranges().isEmpty())
        .map(family -> family.header() + " saddr @" + Names.trusted(family) + " " + verdict)
        .toList();
  }

  private Interval interval(String set) {
    return Objects.requireNonNull(intervals.get(set));
  }

  /// The trusted come first. A restriction is about this host's own services: what the host
  /// forwards, such as a container's own requests to a web server elsewhere, is none of them. A
  /// blocked source is dropped either way.
  ///
  /// @param admitted `null` when the service is not restricted
  private void protect(Service service, IpRangeSet prefixes, @Nullable IpRangeSet admitted) {
    var rules = new ArrayList<>(trusted("accept"));
    String chain = Names.chain(service);
    for (var family : Family.values()) {
      String source = family.header() + " saddr ";
      String blocked = Names.blocked(service, family);
      rules.add(source + "@" + blocked + drop(blocked));
      if (family == Family.V6) {
        String networks = Names.blockedNetworks(service);
        rules.add(source + NETWORK + "@" + networks + drop(networks));
      }
      String blockedPrefixes = Names.blockedPrefixes(service, family);
      intervals.put(blockedPrefixes, Interval.of(family, prefixes));
      rules.add(source + "@" + blockedPrefixes + drop(blockedPrefixes));
      if (admitted != null) {
        rules.add(restrict(chain, family, admitted));
      }
    }
    chains.put(chain, rules);
  }

  /// Counts what a block was to have dropped and what came through all the same, such as to a port
  /// that is translated to the service's only after the rules above have seen it. Sources are asked
  /// for as those that are in none of the sets: so the kernel does not count their packets with the
  /// elements too, which count what is dropped. The trusted are asked for last, as nearly all
  /// packets are of sources that are not blocked.
  private void watch(Service service) {
    String passed = Names.passed(Names.chain(service));
    var rules = new ArrayList<String>();
    for (var family : Family.values()) {
      String source = family.header() + " saddr ";
      String networks = source + NETWORK + "!= @" + Names.blockedNetworks(service) + " ";
      rules.add(
          (source + "!= @" + Names.blocked(service, family) + " ")
              + (family == Family.V6 ? networks : "")
              + (source + "!= @" + Names.blockedPrefixes(service, family) + " return"));
    }
    rules.addAll(trusted("return"));
    rules.add("counter name \"" + passed + "\"");
    chains.put(passed, rules);
  }

  /// Blocks name the five services. Whoever is blocked for all of them, single or as a part of
  /// prefixes, is blocked for the operator's own services too.
  ///
  /// @param admitted `null` when the service is not restricted
  private void protectOwn(String service, @Nullable IpRangeSet admitted) {
    var rules = new ArrayList<>(trusted("accept"));
    String chain = Names.ownChain(service);
    for (var family : Family.values()) {
      String source = family.header() + " saddr ";
      rules.add(
          inAll(source, one -> Names.blocked(one, family)) + drop(Names.blocked(chain, family)));
      if (family == Family.V6) {
        rules.add(
            inAll(source + NETWORK, Names::blockedNetworks) + drop(Names.blockedNetworks(chain)));
      }
      rules.add(
          inAll(source, one -> Names.blockedPrefixes(one, family))
              + drop(Names.blockedPrefixes(chain, family)));
      if (admitted != null) {
        rules.add(restrict(chain, family, admitted));
      }
    }
    chains.put(chain, rules);
  }

  private String restrict(String chain, Family family, IpRangeSet admitted) {
    String members = Names.members(chain, family);
    intervals.put(members, Interval.of(family, admitted));
    return "fib daddr type local " + family.header() + " saddr != @" + members + drop(members);
  }

  /// @param set what it is counted as dropped by
  private static String drop(String set) {
    return " counter name \"" + Names.dropped(set) + "\" drop";
  }

  private static String inAll(String source, Function<Service, String> set) {
    return Names.SERVICES.stream()
        .map(service -> source + "@" + set.apply(service))
        .collect(Collectors.joining(" "));
  }

  /// Only a service's own ports lead to its chain: a block touches nothing else of the host.
  private static void dispatch(ProtectedService document, String chain, List<String> base) {
    for (var protocol : Protocol.values()) {
      var ports = new TreeSet<Integer>();
      document.ports().stream()
          .filter(port -> port.protocol() == protocol)
          .forEach(port -> ports.add(port.port()));
      if (!ports.isEmpty()) {
        String header =
            switch (protocol) {
              case UDP -> "udp";
              case TCP -> "tcp";
            };
        base.add(header + " dport " + text(ports) + " jump " + chain);
      }
    }
  }

  /// One is compared with, several are a set to be looked up in.
  private static String text(SortedSet<Integer> ports) {
    return ports.size() == 1
        ? ports.first().toString()
        : ports.stream().map(String::valueOf).collect(Collectors.joining(", ", "{ ", " }"));
  }
}
