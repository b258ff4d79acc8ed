package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Dropped;
import io.ringfence.firewall.rules.Block;
import io.ringfence.firewall.rules.DesiredState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Packets that single blocks have made the enforcer drop.
///
/// Not all of a hundred thousand elements are asked for each time, but those that dropped something
/// lately, those that came last, and some of the others in turn: it costs the same however many
/// there are. A count begins anew when its element does, as when the block's end is moved; the sum
/// here goes on. Confined to one thread.
final class DroppedByBlock {

  /// Asked for because they dropped something, or came last, and as many in turn.
  private static final int EACH = 200;

  /// Blocks whose sums are kept.
  private static final int MAX_KEPT = 10_000;

  private final Enforcer enforcer;
  private final DesiredState desired;
  private final SequencedMap<UUID, Sum> sums = new LinkedHashMap<>();
  private final SequencedMap<BlockTarget, Boolean> newest = new LinkedHashMap<>();
  private @Nullable BlockTarget turn;

  private record Sum(BlockTarget target, long packets, long latest) {

    Sum read(long now) {
      return new Sum(target, packets + (now >= latest ? now - latest : now), now);
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
    sums.reversed().values().stream().limit(EACH).forEach(sum -> ask(sum.target(), asked));
    newest.keySet().forEach(target -> ask(target, asked));
    var others = desired.blocksAfter(turn, EACH);
    turn = others.isEmpty() ? null : others.getLast().target();
    others.forEach(block -> asked.put(block.target(), block));
    for (var block : asked.values()) {
      read(block);
    }
    while (sums.size() > MAX_KEPT) {
      sums.pollFirstEntry();
    }
  }

  private void ask(BlockTarget target, SequencedMap<BlockTarget, Block> asked) {
    var block = desired.block(target);
    if (block != null) {
      asked.put(target, block);
    }
  }

  private void read(Block block) throws NotAppliedException {
    long packets = 0;
    for (var element : desired.elements(block)) {
      packets += enforcer.packets(element).orElse(0);
    }
    var before = sums.get(block.id());
    if (before == null ? packets > 0 : packets != before.latest()) {
      var sum = before == null ? new Sum(block.target(), 0, 0) : before;
      sums.remove(block.id());
      sums.putLast(block.id(), sum.read(packets));
    }
  }

  /// Those that dropped something last, the latest first.
  List<Dropped> latest() {
    var latest = new ArrayList<Dropped>();
    for (var sum : sums.reversed().entrySet()) {
      if (latest.size() == EnforcementReport.MAX_DROPS) {
        break;
      }
      latest.add(new Dropped(sum.getKey(), sum.getValue().packets()));
    }
    return latest;
  }
}
