package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.firewall.export.Ports.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// pf on a router.
record PfRouter(Pbx pbx) implements Router {

  private static final boolean[] FAMILIES = {false, true};

  @Override
  public String begin() {
    return """
        # The ports of a PBX, for pf on the router in front of it:
        # pfctl -a ringfence_outer -f FILE, and 'anchor "ringfence_outer"' in pf.conf.
        # What no rule here is about is left to the router's other rules.
        # Rules in comments are for you to decide. Address translation is not in it.
        """;
  }

  @Override
  public List<String> inbound(Row row, @Nullable List<IpPrefix> from) {
    var rules = new ArrayList<String>();
    for (boolean v6 : FAMILIES) {
      String sources = sources(from, v6);
      if (pbx.address(v6) != null && !sources.isEmpty()) {
        rules.add(rule(row, v6, sources, String.valueOf(pbx.address(v6))));
      }
    }
    return rules;
  }

  @Override
  public List<String> denied(Row row) {
    return inbound(row, null).stream()
        .map(rule -> rule.replaceFirst("^pass", "block drop"))
        .toList();
  }

  @Override
  public List<String> outbound(Row row) {
    var rules = new ArrayList<String>();
    for (boolean v6 : FAMILIES) {
      if (pbx.address(v6) != null) {
        rules.add(rule(row, v6, String.valueOf(pbx.address(v6)), "any"));
      }
    }
    return rules;
  }

  private static String rule(Row row, boolean v6, String from, String to) {
    return "pass quick %s proto %s from %s to %s port %s"
        .formatted(
            v6 ? "inet6" : "inet",
            Text.protocol(row.protocol()),
            from,
            to,
            row.port().toString().replace('-', ':'));
  }

  private static String sources(@Nullable List<IpPrefix> from, boolean v6) {
    if (from == null) {
      return "any";
    }
    String list =
        from.stream()
            .filter(prefix -> prefix.address().v6() == v6)
            .map(IpPrefix::toString)
            .collect(Collectors.joining(", "));
    return list.isEmpty() ? "" : "{ " + list + " }";
  }

  @Override
  public String end() {
    return "";
  }
}
