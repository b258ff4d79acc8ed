package io.ringfence.firewall.bench;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// What a packet costs that is accepted, from a source that is not blocked while 100,000 others are
/// to a socket that is full: with all rules, without those that look for packets which should have
/// been dropped, and without any, in turn.
final class PassCost {

  private static final int ROUNDS = 9;
  private static final InetSocketAddress SERVER = new InetSocketAddress("198.19.255.1", 5060);

  private final Nft nft;
  private final Flood flood;
  private final List<Long> all = new ArrayList<>();
  private final List<Long> unwitnessed = new ArrayList<>();
  private final List<Long> none = new ArrayList<>();

  PassCost(Nft nft, Flood flood) {
    this.nft = nft;
    this.flood = flood;
  }

  void run(Figures figures) throws IOException, InterruptedException {
    try (var server = new DatagramSocket(SERVER)) {
      server.setReceiveBufferSize(1);
      for (int round = 0; round < ROUNDS; round++) {
        nft.command("add table inet ringfence { flags dormant; }");
        none.add(flood.packet());
        nft.command("add table inet ringfence");
        all.add(flood.packet());
        nft.command("delete chain inet ringfence input");
        unwitnessed.add(flood.packet());
        nft.command(
            "add chain inet ringfence input { type filter hook input priority 300; }; "
                + "add rule inet ringfence input jump passed");
      }
    }
    figures.add("a packet that is accepted", "ns", Figures.median(all));
    figures.add("the same: no witness", "ns", Figures.median(unwitnessed));
    figures.add("the same: no rules", "ns", Figures.median(none));
    figures.ratio("a packet that is accepted / no witness", all, unwitnessed);
  }
}
