package io.ringfence.guard.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrdersTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HOLD = Duration.ofDays(1);

  private static Orders.Listed listed(String prefix, String feed, Instant until) {
    return new Orders.Listed(IpPrefix.parse(prefix), feed, until, HOLD, Set.of(Service.SIP));
  }

  private static Map<String, BlockDecision> lying(String target, Origin origin, Instant end) {
    return lying(target, origin, end, "feed one");
  }

  private static Map<String, BlockDecision> lying(
      String target, Origin origin, Instant end, String actor) {
    var block =
        new BlockDecision(
            Event.SCHEMA_VERSION,
            UUID.randomUUID(),
            NOW,
            UUID.randomUUID(),
            BlockTarget.ofKey(target),
            Set.of(Service.SIP),
            Rule.FEED,
            origin,
            BlockState.ACTIVE,
            1,
            Evidence.NONE,
            NOW,
            end,
            actor,
            null);
    return Map.of(target, block);
  }

  private static List<Command> orders(
      List<Orders.Listed> listed, Map<String, BlockDecision> lying, String... exempt) {
    return Orders.of(listed, lying, Set.of(exempt), Set.of("away"), NOW);
  }

  @Test
  void blocksWhatIsListed_onceForAllFeeds_untilTheLaterEnd() {
    var orders =
        orders(
            List.of(
                listed("1.2.3.4/32", "one", NOW.plusSeconds(60)),
                listed("1.2.3.4/32", "two", NOW.plusSeconds(90)),
                listed("5.6.7.0/24", "one", NOW.plusSeconds(60))),
            Map.of());

    assertThat(orders).hasSize(2).allMatch(one -> one.action() == Command.Action.FEED_BLOCK);
    assertThat(orders)
        .anySatisfy(
            one -> {
              assertThat(one.target()).isEqualTo(BlockTarget.ofKey("1.2.3.4"));
              assertThat(one.expiresAt()).isEqualTo(NOW.plusSeconds(90));
              assertThat(one.actor()).isEqualTo("feed two");
            });
  }

  @Test
  void sameOrder_hasTheSameId() {
    var list = List.of(listed("1.2.3.4/32", "one", NOW.plusSeconds(60)));

    assertThat(orders(list, Map.of())).isEqualTo(orders(list, Map.of()));
  }

  @Test
  void releasesWhatIsNoLongerListed_ofItsOwnOnly() {
    var released = orders(List.of(), lying("1.2.3.4", Origin.FEED, NOW.plusSeconds(60)));

    assertThat(released)
        .singleElement()
        .satisfies(one -> assertThat(one.action()).isEqualTo(Command.Action.FEED_RELEASE));
    assertThat(orders(List.of(), lying("1.2.3.4", Origin.GUARD, NOW.plusSeconds(60)))).isEmpty();
    assertThat(orders(List.of(), lying("1.2.3.4", Origin.OPERATOR, null))).isEmpty();
  }

  @Test
  void leavesWhatAFeedHasOrdered_thatHasNotBeenRead() {
    var lying = lying("1.2.3.4", Origin.FEED, NOW.plusSeconds(60), "feed away");

    assertThat(orders(List.of(), lying)).isEmpty();
  }

  @Test
  void renewsInTime_andNotSooner() {
    var list = List.of(listed("1.2.3.4/32", "one", NOW.plus(HOLD)));

    assertThat(orders(list, lying("1.2.3.4", Origin.FEED, NOW.plus(Duration.ofHours(13)))))
        .isEmpty();
    assertThat(orders(list, lying("1.2.3.4", Origin.FEED, NOW.plus(Duration.ofHours(11)))))
        .hasSize(1);
  }

  @Test
  void leavesAloneWhatIsBlockedOtherwise_orReleasedByHand() {
    var list = List.of(listed("1.2.3.4/32", "one", NOW.plus(HOLD)));

    assertThat(orders(list, lying("1.2.3.4", Origin.GUARD, NOW.plusSeconds(9)))).isEmpty();
    assertThat(orders(list, Map.of(), "1.2.3.4")).isEmpty();
  }

  @Test
  void feedThatHasNotBeenGoodForTooLong_listsNothing() {
    assertThat(orders(List.of(listed("1.2.3.4/32", "one", NOW)), Map.of())).isEmpty();
  }
}
