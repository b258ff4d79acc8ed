package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.firewall.export.Ports.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// iptables on a router: IPv4 alone, as what `iptables-restore` reads has one family.
record IptablesRouter(Pbx pbx) implements Router {

  private static final String ADD = "-A RINGFENCE-OUTER ";

  @Override
  public String begin() {
    return """
        # The ports of a PBX, for iptables on the router in front of it:
        # iptables-restore --noflush FILE, and once: iptables -I FORWARD -j RINGFENCE-OUTER
        # IPv4 alone. What no rule here is about is left to the other rules of FORWARD.
        # Rules in comments are for you to decide. Address translation is not in it.
        *filter
        :RINGFENCE-OUTER - [0:0]
        -A RINGFENCE-OUTER -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
        """;
  }

  @Override
  public List<String> inbound(Row row, @Nullable List<IpPrefix> from) {
    if (pbx.v4() == null) {
      return List.of();
    }
    var rules = new ArrayList<String>();
    if (from == null) {
      rules.add(ADD + "-d " + pbx.v4() + port(row));
    } else {
      from.stream()
          .filter(prefix -> !prefix.address().v6())
          .forEach(prefix -> rules.add(ADD + "-s " + prefix + " -d " + pbx.v4() + port(row)));
    }
    return rules;
  }

  @Override
  public List<String> denied(Row row) {
    return inbound(row, null).stream().map(rule -> rule.replaceFirst("ACCEPT$", "DROP")).toList();
  }

  @Override
  public List<String> outbound(Row row) {
    return pbx.v4() == null ? List.of() : List.of(ADD + "-s " + pbx.v4() + port(row));
  }

  private static String port(Row row) {
    String protocol = Text.protocol(row.protocol());
    String port = row.port().toString().replace('-', ':');
    return " -p " + protocol + " -m " + protocol + " --dport " + port + " -j ACCEPT";
  }

  @Override
  public String end() {
    return "COMMIT\n";
  }
}
