package io.ringfence.guard.feed;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What has to be ordered so that the blocks that lie are those that the feeds list. Pure.
final class Orders {

  /// An entry of a feed.
  ///
  /// @param until when its block ends unless the feed is read again
  record Listed(IpPrefix prefix, String feed, Instant until, Duration hold, Set<Service> services) {

    BlockTarget target() {
      return prefix.length() == prefix.address().bits()
          ? new BlockTarget.Ip(prefix.address())
          : new BlockTarget.Prefix(prefix);
    }

    /// Of two feeds that list it, the one that lists it longer.
    Listed or(Listed other) {
      return other.until.isAfter(until) ? other : this;
    }
  }

  private Orders() {}

  /// @param lying the blocks in force, by target, of whatever origin
  /// @param exempt targets that an operator has released by hand although they are listed
  /// @param unread feeds that have not been read since the start: what they have ordered before is
  ///     left as it is
  static List<Command> of(
      List<Listed> listed,
      Map<String, BlockDecision> lying,
      Set<String> exempt,
      Set<String> unread,
      Instant now) {
    var wanted = new HashMap<String, Listed>();
    for (var entry : listed) {
      if (entry.until().isAfter(now)) {
        wanted.merge(entry.target().value(), entry, Listed::or);
      }
    }
    var orders = new ArrayList<Command>();
    wanted.forEach(
        (key, entry) -> {
          var block = lying.get(key);
          if (!exempt.contains(key) && (block == null || isToRenew(block, entry, now))) {
            orders.add(block(entry, now));
          }
        });
    lying.forEach(
        (key, block) -> {
          if (block.origin() == Origin.FEED
              && block.isActive(now)
              && !wanted.containsKey(key)
              && unread.stream().noneMatch(feed -> actor(feed).equals(block.actor()))) {
            orders.add(release(block, now));
          }
        });
    return orders;
  }

  /// A block of the guard's or an operator's is left alone; the feed's turn comes when it is over.
  private static boolean isToRenew(BlockDecision block, Listed entry, Instant now) {
    var end = block.expiresAt();
    if (!block.isActive(now)) {
      return true;
    }
    return block.origin() == Origin.FEED
        && end != null
        && end.isBefore(entry.until())
        && end.isBefore(now.plus(entry.hold().dividedBy(2)));
  }

  private static Command block(Listed entry, Instant now) {
    var id = id(entry.target(), "feed-block", entry.until());
    return new Command(
        Event.SCHEMA_VERSION,
        id,
        now,
        Command.Action.FEED_BLOCK,
        entry.target(),
        EventIds.derived(id, "block"),
        entry.services(),
        entry.until(),
        actor(entry.feed()),
        "listed by " + entry.feed());
  }

  private static Command release(BlockDecision block, Instant now) {
    return new Command(
        Event.SCHEMA_VERSION,
        EventIds.derived(block.blockId(), "feed-release"),
        now,
        Command.Action.FEED_RELEASE,
        block.target(),
        block.blockId(),
        null,
        null,
        "feed",
        "no longer listed");
  }

  static String actor(String feed) {
    return "feed " + feed;
  }

  /// The same order of another instance has the same id.
  private static UUID id(BlockTarget target, String what, Instant at) {
    var time = new UUID(at.toEpochMilli() << 16 | 0x7000L, Long.MIN_VALUE);
    return EventIds.derived(time, what + " " + target.value());
  }
}
