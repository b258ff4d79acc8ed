package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.firewall.rules.RuleSet;
import io.ringfence.firewall.rules.RuleSet.Guarded;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// A script for RouterOS: address lists, and rules in the raw table.
final class MikrotikExport {

  private static final String CHAIN = "ringfence";
  private static final String MARK = " comment=ringfence\n";

  private final StringBuilder text = new StringBuilder();
  private final RuleSet rules;

  private MikrotikExport(RuleSet rules) {
    this.rules = rules;
  }

  static String of(RuleSet rules) {
    return new MikrotikExport(rules).write();
  }

  private String write() {
    text.append(
        Plain.header(
            "#",
            rules.at(),
            "Load it with: /import FILE. It replaces what has the comment ringfence.",
            "Addresses leave by themselves when their block ends; prefixes and members do not.",
            "On a router in front of the PBX, restrictions hold for every host behind it that",
            "uses these ports: add dst-address to the rules if there are others.",
            "Flows that are connected end too: the raw table comes before connection tracking."));
    for (boolean v6 : new boolean[] {false, true}) {
      String menu = v6 ? "/ipv6" : "/ip";
      text.append(menu).append(" firewall raw\nremove [find comment=ringfence]\n");
      text.append(menu).append(" firewall address-list\nremove [find comment=ringfence]\n");
      lists(v6);
      text.append(menu).append(" firewall raw\n");
      rules();
    }
    return text.toString();
  }

  private void lists(boolean v6) {
    prefixes("trusted", rules.trusted(), v6);
    for (var service : rules.services()) {
      String blocked = list(service, "blocked");
      service
          .blocked()
          .forEach(
              (address, end) -> {
                if (address.v6() == v6) {
                  add(blocked, address.toString(), timeout(end));
                }
              });
      prefixes(blocked, service.blockedPrefixes(), v6);
      var members = service.members();
      if (members != null) {
        prefixes(list(service, "members"), members, v6);
      }
    }
  }

  private void prefixes(String list, IpRangeSet set, boolean v6) {
    Plain.prefixes(set, v6).forEach(prefix -> add(list, prefix.toString(), ""));
  }

  private void add(String list, String address, String timeout) {
    text.append("add list=ringfence-").append(list).append(" address=").append(address);
    text.append(timeout).append(MARK);
  }

  private void rules() {
    rule("chain=prerouting action=jump jump-target=" + CHAIN);
    rule("chain=" + CHAIN + " action=return src-address-list=ringfence-trusted");
    for (var service : rules.services()) {
      for (var port : service.ports()) {
        String drop =
            "chain=%s action=drop protocol=%s dst-port=%d"
                .formatted(CHAIN, port.protocol().name().toLowerCase(Locale.ROOT), port.port());
        rule(drop + " src-address-list=ringfence-" + list(service, "blocked"));
        if (service.members() != null) {
          rule(drop + " src-address-list=!ringfence-" + list(service, "members"));
        }
      }
    }
  }

  private void rule(String rule) {
    text.append("add ").append(rule).append(MARK);
  }

  private static String list(Guarded service, String kind) {
    return Plain.name(service.service()) + "-" + kind;
  }

  private String timeout(Instant end) {
    if (end.equals(Instant.MAX)) {
      return "";
    }
    var left = Duration.between(rules.at(), end);
    var bounded = left.toSeconds() < 1 ? Duration.ofSeconds(1) : left;
    return " timeout=%dd%02d:%02d:%02d"
        .formatted(
            bounded.toDays(),
            bounded.toHoursPart(),
            bounded.toMinutesPart(),
            bounded.toSecondsPart());
  }
}
