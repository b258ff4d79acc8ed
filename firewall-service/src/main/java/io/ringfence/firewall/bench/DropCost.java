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
  private final List<Long> sending = new ArrayList<>();
  private final List<Long> own = new ArrayList<>();
  private final List<Long> byHand = new ArrayList<>();

  DropCost(Nft nft, Flood flood) {
    this.nft = nft;
    this.flood = flood;
  }

  void run(Figures figures) throws IOException, InterruptedException {
    nft.prepare();
    nft.addMany(Flood.FIRST, flood.sources());
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
      nft.command("add rule inet bench c udp dport 5060 ip saddr @s counter drop");
      byHand.add(flood.packet());
      nft.command("delete chain inet bench c");
      nft.command("add table inet ringfence");
      own.add(flood.packet());
    }
    nft.forget();
    add(figures, "a packet of a blocked source, of 100,000", own);
    add(figures, "the same: a rule written by hand", byHand);
    add(figures, "the same: sending alone", sending);
    double ratio = Figures.median(own) / Figures.median(byHand);
    figures.add("a packet of a blocked source / by hand", "", ratio);
    double without =
        (Figures.median(own) - Figures.median(sending))
            / (Figures.median(byHand) - Figures.median(sending));
    figures.add("the same, without sending", "", without);
  }

  private static void add(Figures figures, String what, List<Long> nanos) {
    figures.add(what, "ns", Figures.median(nanos));
  }
}
