package io.ringfence.firewall.export;

import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.firewall.rules.RuleSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Tables and rules for the packet filter of the BSDs.
final class PfExport {

  private final StringBuilder text = new StringBuilder();
  private final RuleSet rules;

  private PfExport(RuleSet rules) {
    this.rules = rules;
  }

  static String of(RuleSet rules) {
    return new PfExport(rules).write();
  }

  private String write() {
    text.append(
        Plain.header(
            "#",
            rules.at(),
            "Load it with: pfctl -a ringfence -f FILE, and have 'anchor \"ringfence\"' in pf.conf.",
            "pf's tables have no timeouts: blocks stay until it is loaded again.",
            "Flows that have a state go on: pfctl -k ADDRESS ends those of an address.",
            "Trusted addresses are not in the tables of the blocked, and in those of members."));
    for (var service : rules.services()) {
      table(service.service(), "blocked", Plain.blocked(service, rules.trusted()));
      var members = Plain.members(service, rules.trusted());
      if (members != null) {
        table(service.service(), "members", members);
      }
    }
    for (var service : rules.services()) {
      for (var protocol : Protocol.values()) {
        rules(service, protocol);
      }
    }
    return text.toString();
  }

  private void rules(RuleSet.Guarded service, Protocol protocol) {
    String ports = ports(service.ports(), protocol);
    if (ports.isEmpty()) {
      return;
    }
    String drop =
        "block drop in quick proto " + protocol.name().toLowerCase(Locale.ROOT) + " from ";
    text.append(drop).append('<').append(name(service.service(), "blocked"));
    text.append("> to any port ").append(ports).append('\n');
    if (service.members() != null) {
      text.append(drop).append("! <").append(name(service.service(), "members"));
      text.append("> to self port ").append(ports).append('\n');
    }
  }

  private void table(String service, String kind, IpRangeSet set) {
    text.append("table <").append(name(service, kind)).append("> persist");
    var entries =
        java.util.stream.Stream.concat(Plain.prefixes(set, false), Plain.prefixes(set, true))
            .map(Plain::text)
            .toList();
    if (!entries.isEmpty()) {
      text.append(" { \\\n");
      text.append(entries.stream().collect(Collectors.joining(", \\\n  ", "  ", " }")));
    }
    text.append('\n');
  }

  private static String ports(List<Port> ports, Protocol protocol) {
    var numbers =
        ports.stream()
            .filter(port -> port.protocol() == protocol)
            .map(port -> String.valueOf(port.port()))
            .toList();
    return numbers.isEmpty() ? "" : "{ " + String.join(", ", numbers) + " }";
  }

  private static String name(String service, String kind) {
    return "rf_" + Plain.name(service).replace('-', '_') + "_" + kind;
  }
}
