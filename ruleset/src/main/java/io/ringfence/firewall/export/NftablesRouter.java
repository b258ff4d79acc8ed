package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.firewall.export.Ports.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// nftables on a router.
record NftablesRouter(Pbx pbx) implements Router {

  private static final boolean[] FAMILIES = {false, true};

  @Override
  public String begin() {
    return """
        # The ports of a PBX, for nftables on the router in front of it: nft -f FILE.
        # It drops what is to be denied. What it accepts, the router's other chains may still drop.
        # Rules in comments are for you to decide. Address translation is not in it.
        table inet ringfence_outer
        delete table inet ringfence_outer
        table inet ringfence_outer {
        \tchain forward {
        \t\ttype filter hook forward priority filter - 1; policy accept;
        \t\tct state established,related accept
        """;
  }

  @Override
  public List<String> inbound(Row row, @Nullable List<IpPrefix> from) {
    var rules = new ArrayList<String>();
    for (boolean v6 : FAMILIES) {
      var address = pbx.address(v6);
      String sources = sources(from, v6);
      if (address != null && sources != null) {
        String header = v6 ? "ip6" : "ip";
        rules.add(
            "\t\t%s daddr %s %s%s dport %s accept"
                .formatted(
                    header,
                    address,
                    sources.isEmpty() ? "" : header + " saddr " + sources + " ",
                    Text.protocol(row.protocol()),
                    row.port()));
      }
    }
    return rules;
  }

  @Override
  public List<String> denied(Row row) {
    return inbound(row, null).stream().map(rule -> rule.replaceFirst("accept$", "drop")).toList();
  }

  /// The empty text for anywhere, `null` for nowhere.
  private static @Nullable String sources(@Nullable List<IpPrefix> from, boolean v6) {
    if (from == null) {
      return "";
    }
    String list =
        from.stream()
            .filter(prefix -> prefix.address().v6() == v6)
            .map(IpPrefix::toString)
            .collect(Collectors.joining(", "));
    return list.isEmpty() ? null : "{ " + list + " }";
  }

  @Override
  public List<String> outbound(Row row) {
    var rules = new ArrayList<String>();
    for (boolean v6 : FAMILIES) {
      var address = pbx.address(v6);
      if (address != null) {
        rules.add(
            "\t\t%s saddr %s %s dport %s accept"
                .formatted(v6 ? "ip6" : "ip", address, Text.protocol(row.protocol()), row.port()));
      }
    }
    return rules;
  }

  @Override
  public String end() {
    return "\t}\n}\n";
  }
}
