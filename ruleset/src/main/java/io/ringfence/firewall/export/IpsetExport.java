package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.firewall.rules.RuleSet;
import io.ringfence.firewall.rules.RuleSet.Guarded;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// The sets for [IptablesExport], of both families, as `ipset restore` reads them.
final class IpsetExport {

  /// ipset counts no further.
  private static final long MAX_SECONDS = 2_147_483;

  private static final int MIN_ELEMENTS = 65_536;

  private final StringBuilder text = new StringBuilder();
  private final RuleSet rules;

  private IpsetExport(RuleSet rules) {
    this.rules = rules;
  }

  static String of(RuleSet rules) {
    return new IpsetExport(rules).write();
  }

  /// The name of a set: at most 31 characters.
  static String set(String service, String kind, boolean v6) {
    return "rf-" + Plain.name(service) + "-" + kind + (v6 ? "-v6" : "-v4");
  }

  static String trusted(boolean v6) {
    return "rf-trusted" + (v6 ? "-v6" : "-v4");
  }

  private String write() {
    text.append(
        Plain.header(
            "#",
            rules.at(),
            "Load it with: ipset restore < FILE, before the formats iptables and ip6tables.",
            "Addresses leave by themselves, after at most 24 days; prefixes and members do not.",
            "It is no transaction: while it loads, sets are empty."));
    for (boolean v6 : new boolean[] {false, true}) {
      nets(trusted(v6), rules.trusted(), v6);
      for (var service : rules.services()) {
        addresses(service, v6);
        nets(set(service.service(), "nets", v6), service.blockedPrefixes(), v6);
        var members = service.members();
        if (members != null) {
          nets(set(service.service(), "members", v6), members, v6);
        }
      }
    }
    return text.toString();
  }

  private void addresses(Guarded service, boolean v6) {
    String name = set(service.service(), "blocked", v6);
    var blocked =
        service.blocked().entrySet().stream().filter(entry -> entry.getKey().v6() == v6).toList();
    create(name, "hash:ip", v6, blocked.size(), " timeout 0");
    for (Map.Entry<IpAddress, Instant> entry : blocked) {
      text.append("add ").append(name).append(' ').append(entry.getKey()).append(" timeout ");
      text.append(seconds(entry.getValue())).append('\n');
    }
  }

  private long seconds(Instant end) {
    return end.equals(Instant.MAX)
        ? 0
        : Math.clamp(Duration.between(rules.at(), end).toSeconds(), 1, MAX_SECONDS);
  }

  private void nets(String name, IpRangeSet set, boolean v6) {
    var prefixes = Plain.prefixes(set, v6).flatMap(Plain::halved).toList();
    create(name, "hash:net", v6, prefixes.size(), "");
    prefixes.forEach(
        prefix -> text.append("add ").append(name).append(' ').append(prefix).append('\n'));
  }

  private void create(String name, String type, boolean v6, int elements, String more) {
    text.append("create ").append(name).append(' ').append(type);
    text.append(" family ").append(v6 ? "inet6" : "inet");
    text.append(" maxelem ").append(Math.max(MIN_ELEMENTS, elements)).append(more);
    text.append(" -exist\nflush ").append(name).append('\n');
  }
}
