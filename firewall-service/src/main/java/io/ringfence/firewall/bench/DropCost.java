package io.ringfence.firewall.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a packet of a blocked source costs until it is dropped, by these rules and by one that is
/// written by hand at the same hook, in turn. What sending alone takes is measured too.
final class DropCost {

  private static final int ROUNDS = 5;

  private final Nft nft;
  private final Flood flood;
  private final String set;
  private final List<Long> sending = new ArrayList<>();
  private final List<Long> own = new ArrayList<>();
  private final List<Long> byHand = new ArrayList<>();

  /// @param set of [Nft]: that of the rule by hand
  DropCost(Nft nft, Flood flood, String set) {
    this.nft = nft;
    this.flood = flood;
    this.set = set;
  }

  /// @param what the packet is
  void run(Figures figures, String what) throws IOException, InterruptedException {
    nft.prepare();
    nft.addMany(set, Flood.FIRST, flood.sources());
    for (int round = 0; round < ROUNDS; round++) {
      nft.command("add table inet ringfence { flags dormant; }");
      flood.there("add table netdev out");
      flood.there(
          "add chain netdev out c { type filter hook egress device "
              + Flood.INTERFACE
              + " priority 0; policy drop; }");
      sending.add(flood.packet());
      flood.there("delete table netdev out");
      nft.command("add chain inet bench c { type filter hook prerouting priority raw; }");
      nft.command("add rule inet bench c udp dport 5060 ip saddr @" + set + " counter drop");
      byHand.add(flood.packet());
      nft.command("delete chain inet bench c");
      nft.command("add table inet ringfence");
      own.add(flood.packet());
    }
    nft.forget();
    add(figures, what, own);
    add(figures, what + ": a rule written by hand", byHand);
    add(figures, what + ": sending alone", sending);
    figures.ratio(what + " / by hand", own, byHand);
    double without =
        (Figures.median(own) - Figures.median(sending))
            / (Figures.median(byHand) - Figures.median(sending));
    figures.add(what + " / by hand, without sending", "", without);
  }

  private static void add(Figures figures, String what, List<Long> nanos) {
    figures.add(what, "ns", Figures.median(nanos));
  }
}
