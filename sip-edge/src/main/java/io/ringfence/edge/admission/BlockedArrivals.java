package io.ringfence.edge.admission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/// How many packets of blocked sources still come here, by block. Where the kernel enforces the
/// same blocks it has let them pass. Some of many sources are enough to show that, so it is not
/// exact in a flood. For any thread.
final class BlockedArrivals {

  /// Blocks that are counted. Beyond it the one that was quiet for the longest time is forgotten.
  private static final int MAX_BLOCKS = 256;

  private final SequencedMap<UUID, Long> packets = new LinkedHashMap<>();

  synchronized void count(UUID block, long more) {
    long before = packets.containsKey(block) ? packets.remove(block) : 0;
    packets.putLast(block, before + more);
    if (packets.size() > MAX_BLOCKS) {
      packets.pollFirstEntry();
    }
  }

  /// Those of which packets have come last, the latest first.
  synchronized List<Map.Entry<UUID, Long>> latest(int max) {
    var latest = new ArrayList<Map.Entry<UUID, Long>>();
    for (var block : packets.reversed().entrySet()) {
      if (latest.size() == max) {
        break;
      }
      latest.add(Map.entry(block.getKey(), block.getValue()));
    }
    return latest;
  }
}
