package io.ringfence.firewall.export;

import io.ringfence.firewall.rules.RuleSet;

/// The table as the nodes' kernels have it.
final class NftablesExport {

  private NftablesExport() {}

  static String of(RuleSet rules) {
    return Plain.header(
            "#",
            rules.at(),
            "Load it with: nft -f FILE. It replaces table inet ringfence and touches no other.",
            "Addresses leave by themselves when their block ends; blocked prefixes and members of",
            "groups that end do not.")
        + rules.nftables();
  }
}
