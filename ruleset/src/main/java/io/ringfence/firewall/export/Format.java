package io.ringfence.firewall.export;

import io.ringfence.firewall.rules.RuleSet;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What the rule set can be written as. Each text is a snapshot, and says in its first lines what
/// it cannot express.
public enum Format {
  /// The nodes' own; `nft -f`.
  NFTABLES("text/plain"),
  /// The sets of both families; `ipset restore`.
  IPSET("text/plain"),
  /// The rules of IPv4 over these sets; `iptables-restore --noflush`.
  IPTABLES("text/plain"),
  /// The rules of IPv6 over these sets; `ip6tables-restore --noflush`.
  IP6TABLES("text/plain"),
  /// The packet filter of the BSDs; `pfctl -a ringfence -f`.
  PF("text/plain"),
  /// RouterOS; `/import`.
  MIKROTIK("text/plain"),
  /// Ingress of an EC2 security group, as the AWS command line takes it.
  AWS("application/json"),
  /// Kubernetes; `kubectl apply -f`.
  NETWORKPOLICY("application/yaml");

  private final String mediaType;

  Format(String mediaType) {
    this.mediaType = mediaType;
  }

  public static Optional<Format> of(String name) {
    return Arrays.stream(values()).filter(format -> format.wireName().equals(name)).findFirst();
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String mediaType() {
    return mediaType;
  }

  public String write(RuleSet rules) {
    return switch (this) {
      case NFTABLES -> NftablesExport.of(rules);
      case IPSET -> IpsetExport.of(rules);
      case IPTABLES -> IptablesExport.of(rules, false);
      case IP6TABLES -> IptablesExport.of(rules, true);
      case PF -> PfExport.of(rules);
      case MIKROTIK -> MikrotikExport.of(rules);
      case AWS -> AwsExport.of(rules);
      case NETWORKPOLICY -> NetworkPolicyExport.of(rules);
    };
  }
}
