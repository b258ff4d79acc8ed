package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlocksTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final Blocks blocks = new Blocks();

  private static BlockDecision decision(
      String type, String value, Service service, @Nullable Instant expiresAt) {
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        NOW,
        EventIds.next(),
        BlockTarget.of(type, value),
        Set.of(service),
        Rule.PASSWORD_GUESSING,
        Origin.GUARD,
        BlockState.ACTIVE,
        1,
        Evidence.NONE,
        NOW,
        expiresAt,
        null,
        null);
  }

  private Blocks.Change apply(BlockDecision decision) {
    return blocks.apply(decision.target(), decision, NOW);
  }

  private boolean covers(String source, Instant at) {
    return blocks.covers(IpAddress.parse(source), at.toEpochMilli());
  }

  @Test
  void countsWhatStillComes_byTheBlockThatCoversIt_theLatestFirst() {
    var address = decision("ip", "192.0.2.1", Service.SIP, NOW.plusSeconds(60));
    var prefix = decision("prefix", "2001:db8::/32", Service.SIP, null);
    apply(address);
    apply(prefix);
    long now = NOW.toEpochMilli();

    blocks.arrived(IpAddress.parse("192.0.2.1"), 5, now);
    blocks.arrived(IpAddress.parse("2001:db8::7"), 1, now);
    blocks.arrived(IpAddress.parse("192.0.2.2"), 9, now);
    blocks.arrived(IpAddress.parse("2001:db8:1::"), 2, now);
    blocks.arrived(IpAddress.parse("192.0.2.1"), 9, now + 60_000);

    assertThat(blocks.arrivals(20))
        .containsExactly(Map.entry(prefix.blockId(), 3L), Map.entry(address.blockId(), 5L));
    assertThat(blocks.arrivals(1)).hasSize(1);
  }

  @Test
  void coversItsTargetOnly_untilItExpires() {
    apply(decision("ip", "192.0.2.1", Service.SIP, NOW.plusSeconds(60)));
    apply(decision("prefix", "2001:db8::/32", Service.SIP, null));

    assertThat(covers("192.0.2.1", NOW.plusSeconds(59))).isTrue();
    assertThat(covers("192.0.2.1", NOW.plusSeconds(60))).isFalse();
    assertThat(covers("192.0.2.2", NOW)).isFalse();
    assertThat(covers("2001:db8:1::9", NOW)).isTrue();
    assertThat(covers("2001:db9::9", NOW)).isFalse();
  }

  @Test
  void ends_byDecision_byTombstone_andByItself() {
    var one = decision("ip", "192.0.2.1", Service.SIP, NOW.plusSeconds(1));
    var two = decision("ip", "192.0.2.2", Service.SIP, null);
    var three = decision("ip", "192.0.2.3", Service.SIP, null);
    apply(one);
    apply(two);
    apply(three);

    assertThat(apply(two.ended(BlockState.RELEASED, NOW, two.eventId(), null, null)))
        .isInstanceOf(Blocks.Ended.class);
    assertThat(blocks.apply(two.target(), null, NOW)).isInstanceOf(Blocks.Unchanged.class);
    assertThat(blocks.apply(three.target(), null, NOW)).isInstanceOf(Blocks.Ended.class);
    assertThat(blocks.expire(NOW.toEpochMilli(), 100)).isEmpty();
    assertThat(blocks.expire(NOW.plusSeconds(1).toEpochMilli(), 100))
        .extracting(Block::id)
        .containsExactly(one.blockId());
    assertThat(blocks.addresses()).isZero();
  }

  @Test
  void repetitionChangesNothing_prolongationIsNoNewBlock() {
    var block = decision("ip", "192.0.2.1", Service.SIP, NOW.plusSeconds(60));

    assertThat(apply(block)).isEqualTo(new Blocks.Started(Block.of(block), true));
    assertThat(apply(block)).isInstanceOf(Blocks.Unchanged.class);
  }

  @Test
  void recordForgivesUpToTheEndOfItsBlock() {
    var block = decision("ip", "192.0.2.1", Service.SIP, NOW.plusSeconds(60));
    var released =
        block.ended(BlockState.RELEASED, NOW.minusSeconds(5), block.eventId(), null, null);

    assertThat(Block.forgivesUntil(block, NOW)).isNull();
    assertThat(Block.forgivesUntil(block, NOW.plusSeconds(99))).isEqualTo(NOW.plusSeconds(60));
    assertThat(Block.forgivesUntil(released, NOW)).isEqualTo(NOW.minusSeconds(5));
    assertThat(Block.forgivesUntil(null, NOW)).isEqualTo(NOW);
  }

  @Test
  void otherServicesAndOldDecisions_areNotEnforced() {
    apply(decision("ip", "192.0.2.1", Service.WEB, null));
    apply(decision("ip", "192.0.2.2", Service.SIP, NOW));

    assertThat(blocks.addresses()).isZero();
  }
}
