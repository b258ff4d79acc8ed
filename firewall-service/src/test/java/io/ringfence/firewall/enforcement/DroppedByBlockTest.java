package io.ringfence.firewall.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.EnforcementReport.Dropped;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.Block;
import io.ringfence.firewall.rules.DesiredState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DroppedByBlockTest {

  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private final FakeEnforcer enforcer = new FakeEnforcer();
  private final DesiredState state = new DesiredState(10_000);
  private final DroppedByBlock drops = new DroppedByBlock(enforcer, state);

  @Test
  void asksForFewOfMany_andForAllInTurn() throws Exception {
    state.configure(Configurations.open());
    var blocks = new ArrayList<BlockDecision>();
    for (int i = 0; i < 1_000; i++) {
      blocks.add(block("10.0." + i / 250 + "." + i % 250));
    }
    var last = blocks.getLast();
    enforcer.packets.put("sip_blocked_v4 " + last.target().value(), 7L);

    drops.read();
    assertThat(enforcer.asked).isEqualTo(200);
    assertThat(drops.latest()).isEmpty();
    for (int i = 0; i < 4; i++) {
      drops.read();
    }

    assertThat(drops.latest()).containsExactly(new Dropped(last.blockId(), 7));
    assertThat(enforcer.asked).isEqualTo(1_000);
  }

  @Test
  void whatHasDroppedLately_andWhatCameLast_isAskedForEachTime() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      block("10.0." + i / 250 + "." + i % 250);
    }
    var fresh = block("203.0.113.7");
    drops.came(Block.of(fresh));
    enforcer.packets.put("sip_blocked_v4 203.0.113.7", 1L);
    drops.read();
    assertThat(drops.latest()).containsExactly(new Dropped(fresh.blockId(), 1));

    for (int i = 0; i < 300; i++) {
      drops.came(Block.of(block("10.1." + i / 250 + "." + i % 250)));
    }
    enforcer.packets.put("sip_blocked_v4 203.0.113.7", 5L);
    drops.read();

    assertThat(drops.latest()).containsExactly(new Dropped(fresh.blockId(), 5));
  }

  @Test
  void sumsUp_overTheSetsOfItsServices_andWhenTheCounterBeganAnew() throws Exception {
    var all = block("2001:db8:1:2::/64", Service.SIP, Service.WEB);
    var inner = block("198.51.100.0/25", Service.SIP);
    block("198.51.100.0/24", Service.SIP);
    enforcer.packets.put("sip_blocked_64s_v6 2001:db8:1:2::", 3L);
    enforcer.packets.put("web_blocked_64s_v6 2001:db8:1:2::", 4L);
    enforcer.packets.put("sip_blocked_prefixes_v4 198.51.100.0", 9L);
    drops.read();
    assertThat(drops.latest()).contains(new Dropped(all.blockId(), 7)).hasSize(2);
    assertThat(drops.latest()).noneMatch(drop -> drop.blockId().equals(inner.blockId()));

    enforcer.packets.put("sip_blocked_64s_v6 2001:db8:1:2::", 1L);
    enforcer.packets.put("web_blocked_64s_v6 2001:db8:1:2::", 0L);
    drops.read();

    assertThat(drops.latest().getFirst()).isEqualTo(new Dropped(all.blockId(), 8));
  }

  @Test
  void asksForNoMoreElements_whenEachBlockIsInManySets() throws Exception {
    var all =
        new Service[] {Service.SIP, Service.WEB, Service.PROVISIONING, Service.CRM, Service.SNMP};
    var blocks = new ArrayList<BlockDecision>();
    for (int i = 0; i < 1_000; i++) {
      var block = block("10.0." + i / 250 + "." + i % 250, all);
      blocks.add(block);
      enforcer.packets.put("crm_blocked_v4 " + block.target().value(), 1L);
      drops.came(Block.of(block));
    }

    for (int i = 0; i < 25; i++) {
      enforcer.asked = 0;
      drops.read();
      assertThat(enforcer.asked).isLessThanOrEqualTo(600);
    }

    for (var block : blocks) {
      enforcer.packets.put("crm_blocked_v4 " + block.target().value(), 2L);
    }
    enforcer.asked = 0;
    drops.read();
    assertThat(enforcer.asked).isBetween(400, 600);
    assertThat(drops.latest()).hasSize(100).contains(new Dropped(blocks.getLast().blockId(), 2));
  }

  @Test
  void anElementThatIsAway_isNoChange_andBeginsAnew() throws Exception {
    var first = block("192.0.2.1");
    var second = block("192.0.2.2");
    drops.came(Block.of(second));
    enforcer.packets.put("sip_blocked_v4 192.0.2.1", 7L);
    drops.read();
    enforcer.packets.put("sip_blocked_v4 192.0.2.2", 3L);
    drops.read();
    var before = List.of(new Dropped(second.blockId(), 3), new Dropped(first.blockId(), 7));
    assertThat(drops.latest()).isEqualTo(before);

    enforcer.absent.add("sip_blocked_v4 192.0.2.1");
    drops.read();
    assertThat(drops.latest()).isEqualTo(before);

    enforcer.absent.clear();
    enforcer.packets.put("sip_blocked_v4 192.0.2.1", 9L);
    drops.read();
    assertThat(drops.latest().getFirst()).isEqualTo(new Dropped(first.blockId(), 16));
  }

  private BlockDecision block(String target, Service... services) {
    var of = services.length == 0 ? new Service[] {Service.SIP} : services;
    var decision = Blocks.active(target, NOW, null, of);
    state.take(List.of(Blocks.record(decision)).getFirst(), NOW);
    return decision;
  }
}
