package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Dropped;
import io.ringfence.firewall.rules.Block;
import io.ringfence.firewall.rules.DesiredState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Packets that single blocks have made the enforcer drop.
///
/// Not all of a hundred thousand elements are asked for each time, but those that dropped something
/// lately, those that came last, and some of the others in turn: it costs the same however many
/// there are. A count begins anew when its element does, as when the block's end is moved; the sum
/// here goes on. Confined to one thread.
final class DroppedByBlock {

  /// Elements that are asked for because their blocks dropped something, or came last, and as many
  /// in turn. A block is one in the set of each of its services.
  private static final int EACH = 200;

  /// Blocks whose sums are kept.
  private static final int MAX_KEPT = 10_000;

  private final Enforcer enforcer;
  private final DesiredState desired;
  private final SequencedMap<UUID, Sum> sums = new LinkedHashMap<>();
  private final SequencedMap<BlockTarget, Boolean> newest = new LinkedHashMap<>();
  private @Nullable BlockTarget turn;

  /// Of a block.
  private static final class Sum {

    private final BlockTarget target;

    /// What was counted last, by set.
    private final Map<String, Long> latest = new HashMap<>(2);

    private long packets;

    private Sum(BlockTarget target) {
      this.target = target;
    }

    /// @return whether it has dropped more
    private boolean count(String set, long now) {
      long before = latest.getOrDefault(set, 0L);
      long more = now >= before ? now - before : now;
      latest.put(set, now);
      packets += more;
      return more > 0;
    }

    /// The element is not there, or not counted. If it comes again, its count begins anew.
    private void absent(String set) {
      latest.remove(set);
    }
  }

  DroppedByBlock(Enforcer enforcer, DesiredState desired) {
    this.enforcer = enforcer;
    this.desired = desired;
  }

  /// A block has come into force.
  void came(Block block) {
    newest.putLast(block.target(), true);
    if (newest.size() > EACH) {
      newest.pollFirstEntry();
    }
  }

  /// Asks for some.
  void read() throws NotAppliedException {
    var asked = new LinkedHashMap<BlockTarget, Block>();
    choose(blocks(sums.reversed().values().stream().map(sum -> sum.target)), asked);
    choose(blocks(newest.reversed().keySet().stream()), asked);
    var last = choose(desired.blocksAfter(turn, EACH), asked);
    turn = last == null ? null : last.target();
    for (var block : asked.values()) {
      read(block);
    }
    while (sums.size() > MAX_KEPT) {
      sums.pollFirstEntry();
    }
  }

  private List<Block> blocks(Stream<BlockTarget> targets) {
    return targets.limit(EACH).map(desired::block).flatMap(Stream::ofNullable).toList();
  }

  /// As many of these as there is room for, besides those that are chosen already.
  ///
  /// @return the last of them
  private @Nullable Block choose(List<Block> some, Map<BlockTarget, Block> chosen) {
    int room = EACH;
    Block last = null;
    for (var block : some) {
      int size = chosen.containsKey(block.target()) ? 0 : desired.elements(block).size();
      if (size > room) {
        break;
      }
      room -= size;
      chosen.put(block.target(), block);
      last = block;
    }
    return last;
  }

  private void read(Block block) throws NotAppliedException {
    var known = sums.get(block.id());
    var sum = known == null ? new Sum(block.target()) : known;
    boolean more = false;
    for (var element : desired.elements(block)) {
      var packets = enforcer.packets(element);
      if (packets.isPresent()) {
        more |= sum.count(element.set(), packets.getAsLong());
      } else {
        sum.absent(element.set());
      }
    }
    if (more) {
      sums.remove(block.id());
      sums.putLast(block.id(), sum);
    }
  }

  /// Those that dropped something last, the latest first.
  List<Dropped> latest() {
    var latest = new ArrayList<Dropped>();
    for (var sum : sums.reversed().entrySet()) {
      if (latest.size() == EnforcementReport.MAX_DROPS) {
        break;
      }
      latest.add(new Dropped(sum.getKey(), sum.getValue().packets));
    }
    return latest;
  }
}
