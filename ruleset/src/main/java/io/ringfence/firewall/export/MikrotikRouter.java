package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.firewall.export.Ports.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// RouterOS.
record MikrotikRouter(Pbx pbx) implements Router {

  private static final boolean[] FAMILIES = {false, true};

  @Override
  public String begin() {
    return """
        # The ports of a PBX, for RouterOS in front of it: /import FILE.
        # The rules come last in chain forward: move them before one that drops the rest.
        # Rules in comments are for you to decide. Address translation is not in it.
        /ip firewall filter remove [find comment=ringfence-outer]
        /ipv6 firewall filter remove [find comment=ringfence-outer]
        """;
  }

  @Override
  public List<String> inbound(Row row, @Nullable List<IpPrefix> from) {
    var rules = new ArrayList<String>();
    for (boolean v6 : FAMILIES) {
      var address = pbx.address(v6);
      if (address == null) {
        continue;
      }
      if (from == null) {
        rules.add(rule(row, v6, "dst-address=" + host(address)));
      } else {
        from.stream()
            .filter(prefix -> prefix.address().v6() == v6)
            .forEach(
                prefix ->
                    rules.add(
                        rule(row, v6, "src-address=" + prefix + " dst-address=" + host(address))));
      }
    }
    return rules;
  }

  @Override
  public List<String> denied(Row row) {
    return inbound(row, null).stream()
        .map(rule -> rule.replace("action=accept", "action=drop"))
        .toList();
  }

  @Override
  public List<String> outbound(Row row) {
    var rules = new ArrayList<String>();
    for (boolean v6 : FAMILIES) {
      var address = pbx.address(v6);
      if (address != null) {
        rules.add(rule(row, v6, "src-address=" + host(address)));
      }
    }
    return rules;
  }

  private static String host(IpAddress address) {
    return address + (address.v6() ? "/128" : "");
  }

  private static String rule(Row row, boolean v6, String addresses) {
    return "%s firewall filter add chain=forward action=accept %s protocol=%s dst-port=%s comment=ringfence-outer"
        .formatted(v6 ? "/ipv6" : "/ip", addresses, Text.protocol(row.protocol()), row.port());
  }

  @Override
  public String end() {
    return "";
  }
}
