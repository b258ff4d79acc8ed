package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Random records, ends and times, against a map that is searched from one end to the other.
class BlocksModelTest {

  private static final Origin[] ORIGINS = {Origin.GUARD, Origin.OPERATOR, Origin.FEED};

  private final long seed = Long.getLong("ringfence.test.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Blocks blocks = new Blocks(Blocks.Limits.DEFAULT, random.nextLong());
  private final Map<BlockTarget, BlockDecision> model = new HashMap<>();
  private long nowMillis = 1_767_323_045_000L;

  /// Addresses close together, so that they meet prefixes and one another.
  private IpAddress address() {
    return switch (random.nextInt(3)) {
      case 0 -> IpAddress.ofV4(0xc633_0000 | random.nextInt(1 << random.nextInt(1, 17)));
      case 1 -> IpAddress.ofV4(random.nextInt());
      default -> {
        long high = 0x2001_0db8_0000_0000L | random.nextLong(1L << random.nextInt(1, 33));
        yield new IpAddress(true, high, random.nextLong(1L << random.nextInt(1, 63)));
      }
    };
  }

  private BlockTarget target() {
    var address = address();
    return switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> new BlockTarget.Ip(address);
      case 4, 5 -> new BlockTarget.Prefix(IpPrefix.of(address, random.nextInt(address.bits() + 1)));
      case 6 -> new BlockTarget.IpAccount(address, "10" + random.nextInt(9));
      default -> new BlockTarget.Account("10" + random.nextInt(9));
    };
  }

  private void apply(BlockTarget target) {
    var now = Instant.ofEpochMilli(nowMillis);
    if (random.nextInt(3) == 0) {
      blocks.apply(target, null, now);
      model.remove(target);
      return;
    }
    Instant end = random.nextInt(4) == 0 ? null : now.plusMillis(1 + random.nextLong(200_000_000L));
    if (end != null && random.nextBoolean()) {
      end = now.plusMillis(1 + random.nextInt(5_000));
    }
    var id = new UUID(random.nextLong(), random.nextLong());
    var decision = Decisions.block(target, ORIGINS[random.nextInt(3)], id, now, end);
    assertThat(blocks.apply(target, decision, now)).isInstanceOf(Blocks.Started.class);
    model.put(target, decision);
  }

  private boolean isCoveredInTheModel(IpAddress source) {
    var now = Instant.ofEpochMilli(nowMillis);
    return model.values().stream()
        .anyMatch(block -> block.target().covers(source) && block.isActive(now));
  }

  private void expire() {
    var now = Instant.ofEpochMilli(nowMillis);
    var over = new ArrayList<UUID>();
    List<Block> some;
    do {
      some = blocks.expire(nowMillis, 1 + random.nextInt(50));
      some.forEach(block -> over.add(block.id()));
    } while (!some.isEmpty());
    var expected =
        model.values().stream()
            .filter(block -> !block.isActive(now))
            .map(BlockDecision::blockId)
            .toList();
    assertThat(over).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
    model.values().removeIf(block -> !block.isActive(now));
  }

  private void check() {
    for (int i = 0; i < 20; i++) {
      var source = address();
      assertThat(blocks.covers(source, nowMillis))
          .as("seed %d, %s at %d", seed, source, nowMillis)
          .isEqualTo(isCoveredInTheModel(source));
      String account = "10" + random.nextInt(9);
      var pair = model.get(new BlockTarget.IpAccount(source, account));
      var shield = model.get(new BlockTarget.Account(account));
      var now = Instant.ofEpochMilli(nowMillis);
      assertThat(blocks.covers(source, account, nowMillis))
          .isEqualTo(pair != null && pair.isActive(now));
      assertThat(blocks.shields(account, nowMillis))
          .isEqualTo(shield != null && shield.isActive(now));
    }
  }

  private void checkCounts() {
    for (TargetType type : TargetType.values()) {
      for (Origin origin : Origin.values()) {
        long expected =
            model.values().stream()
                .filter(block -> block.origin() == origin)
                .filter(block -> TargetType.of(block.target()) == type)
                .count();
        assertThat(blocks.active(type, origin)).as("seed %d", seed).isEqualTo((int) expected);
      }
    }
  }

  @Test
  void randomRecordsAndTimes_giveWhatANaiveSearchGives() {
    for (int round = 0; round < 300; round++) {
      for (int i = 0; i < 15; i++) {
        apply(random.nextInt(3) > 0 || model.isEmpty() ? target() : anyHeld());
      }
      check();
      nowMillis += random.nextLong(random.nextInt(30) == 0 ? 300_000_000L : 3_000L);
      check();
      expire();
      checkCounts();
    }
  }

  private BlockTarget anyHeld() {
    return model.keySet().stream().skip(random.nextInt(model.size())).findFirst().orElseThrow();
  }

  @Test
  void clockThatIsSetBack_leavesNothingBehind() {
    var target = BlockTarget.of("ip", "192.0.2.1");
    blocks.expire(nowMillis + 3_600_000, 10);
    var now = Instant.ofEpochMilli(nowMillis);
    var id = new UUID(1, 1);

    blocks.apply(target, Decisions.block(target, Origin.GUARD, id, now, now.plusSeconds(9)), now);

    assertThat(blocks.expire(nowMillis + 8_999, 10)).isEmpty();
    assertThat(blocks.expire(nowMillis + 9_000, 10)).extracting(Block::id).containsExactly(id);
  }

  @Test
  void tableThatIsFull_takesNoMore_andCountsThem_butProlongsWhatItHas() {
    var small = new Blocks(new Blocks.Limits(1, 1), 1);
    var now = Instant.ofEpochMilli(nowMillis);
    for (String value : new String[] {"192.0.2.1", "192.0.2.0/24", "account 1", "192.0.2.1 1"}) {
      var target = BlockTarget.ofKey(value);
      small.apply(target, Decisions.block(target, Origin.FEED, new UUID(1, 1), now, null), now);
    }
    var held = BlockTarget.ofKey("192.0.2.1");

    assertThat(small.refused()).isEqualTo(2);
    assertThat(small.covers(IpAddress.parse("192.0.2.2"), nowMillis)).isFalse();
    assertThat(
            small.apply(
                held,
                Decisions.block(held, Origin.FEED, new UUID(1, 1), now, now.plusSeconds(1)),
                now))
        .isInstanceOf(Blocks.Started.class);
  }
}
