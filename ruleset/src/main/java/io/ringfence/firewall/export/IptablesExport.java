package io.ringfence.firewall.export;

import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.firewall.rules.RuleSet;
import java.util.Locale;

/// The rules of one family over the sets of [IpsetExport], as `iptables-restore` reads them.
final class IptablesExport {

  private static final String CHAIN = "RINGFENCE";

  private IptablesExport() {}

  static String of(RuleSet rules, boolean v6) {
    String restore = v6 ? "ip6tables-restore" : "iptables-restore";
    var text = new StringBuilder();
    text.append(
        Plain.header(
            "#",
            rules.at(),
            "Load the sets first (format ipset), then: " + restore + " --noflush < FILE.",
            "Leave the last -A PREROUTING out when it is loaded again.",
            "Like the nodes' own, it acts before connection tracking, so that flows end too.",
            "A restriction is about the host's own ports; a block also about what it forwards."));
    text.append("*raw\n:").append(CHAIN).append(" - [0:0]\n");
    rules.services().forEach(s -> text.append(':').append(chain(s.service())).append(" - [0:0]\n"));
    rule(text, CHAIN, source(IpsetExport.trusted(v6)) + " -j RETURN");
    for (var service : rules.services()) {
      for (var port : service.ports()) {
        rule(text, CHAIN, match(port.protocol(), port.port()) + " -j " + chain(service.service()));
      }
    }
    for (var service : rules.services()) {
      String chain = chain(service.service());
      for (String kind : new String[] {"blocked", "nets"}) {
        rule(text, chain, source(IpsetExport.set(service.service(), kind, v6)) + " -j DROP");
      }
      if (service.members() != null) {
        String members = IpsetExport.set(service.service(), "members", v6);
        rule(
            text,
            chain,
            "-m addrtype --dst-type LOCAL -m set ! --match-set " + members + " src -j DROP");
      }
    }
    rule(text, "PREROUTING", "-j " + CHAIN);
    return text.append("COMMIT\n").toString();
  }

  private static void rule(StringBuilder text, String chain, String rest) {
    text.append("-A ").append(chain).append(' ').append(rest).append('\n');
  }

  private static String chain(String service) {
    return CHAIN + "-" + Plain.name(service);
  }

  private static String source(String set) {
    return "-m set --match-set " + set + " src";
  }

  private static String match(Protocol protocol, int port) {
    String name = protocol.name().toLowerCase(Locale.ROOT);
    return "-p " + name + " -m " + name + " --dport " + port;
  }
}
