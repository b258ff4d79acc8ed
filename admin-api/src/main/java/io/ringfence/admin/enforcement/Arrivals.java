package io.ringfence.admin.enforcement;

import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.UUID;

/// What blocked sources send and sip-edge still gets to see, from its reports. A kernel that drops
/// it lets through what comes in the moment between the two, for each new block: more than that
/// means that the block is decided, and its packets are still accepted.
final class Arrivals {

  static final Duration WINDOW = Duration.ofSeconds(30);

  /// Packets that may come before the kernel knows a block.
  private static final int FOR_EACH_BLOCK = 50;

  private static final int ALWAYS = 100;

  /// At most one of them is kept for a second.
  private record Seen(Instant at, long refused, long blocks) {}

  private final Deque<Seen> seen = new ArrayDeque<>();
  private final HashSet<UUID> latest = new HashSet<>();
  private long blocks;

  synchronized void take(EnforcementReport report) {
    var named = new HashSet<UUID>();
    for (var applied : report.recent()) {
      named.add(applied.blockId());
      if (applied.state() == BlockState.ACTIVE && !latest.contains(applied.blockId())) {
        blocks++;
      }
    }
    latest.clear();
    latest.addAll(named);
    long refused = report.droppedPackets().getOrDefault(Service.SIP.wireName(), 0L);
    var at = report.occurredAt();
    if (!seen.isEmpty() && refused < seen.getLast().refused()) {
      seen.clear();
    }
    if (seen.isEmpty() || seen.getLast().at().plusSeconds(1).isBefore(at)) {
      seen.addLast(new Seen(at, refused, blocks));
    }
    while (seen.size() > 2 && !second().at().isAfter(at.minus(WINDOW))) {
      seen.removeFirst();
    }
  }

  /// Packets within the last [#WINDOW] beyond what is to be expected, 0 for none.
  synchronized long tooMany() {
    if (seen.size() < 2) {
      return 0;
    }
    var first = seen.getFirst();
    var last = seen.getLast();
    boolean whole = !first.at().plus(WINDOW).isAfter(last.at());
    long grown = last.refused() - first.refused();
    long expected = ALWAYS + FOR_EACH_BLOCK * (last.blocks() - first.blocks());
    return whole && grown > expected ? grown : 0;
  }

  private Seen second() {
    var entries = seen.iterator();
    entries.next();
    return entries.next();
  }
}
