package io.ringfence.edge.admission;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The blocks on SIP, one a target. For any thread: looking up takes no lock, changes exclude one
/// another.
///
/// Addresses are one hash lookup. Prefixes are one lookup for each length in use, so a hundred
/// thousand blocked addresses cost nothing and a few prefix lengths little.
public final class Blocks {

  /// What a record did.
  public sealed interface Change {}

  /// A block came into force, or its end was moved.
  ///
  /// @param isNew whether no block of this id was in force before
  public record Started(Block block, boolean isNew) implements Change {}

  /// A block is no longer in force.
  public record Ended(Block block) implements Change {}

  /// Nothing changed.
  public record Unchanged() implements Change {}

  private static final Unchanged UNCHANGED = new Unchanged();

  private final ConcurrentMap<IpAddress, Block> addresses = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, ConcurrentMap<IpAddress, Block>> v4 =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, ConcurrentMap<IpAddress, Block>> v6 =
      new ConcurrentHashMap<>();
  private volatile long nextEndMillis = Long.MAX_VALUE;

  /// Takes a record of topic `blocks` over.
  ///
  /// @param decision `null` for a tombstone
  public synchronized Change apply(
      BlockTarget target, @Nullable BlockDecision decision, Instant now) {
    if (decision == null || !decision.services().contains(Service.SIP) || !decision.isActive(now)) {
      var ended = table(target).remove(key(target));
      return ended == null ? UNCHANGED : new Ended(ended);
    }
    var block = Block.of(decision);
    var previous = table(target).put(key(target), block);
    nextEndMillis = Math.min(nextEndMillis, block.expiresAtMillis());
    if (block.equals(previous)) {
      return UNCHANGED;
    }
    return new Started(block, previous == null || !previous.id().equals(block.id()));
  }

  private ConcurrentMap<IpAddress, Block> table(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var _) -> addresses;
      case BlockTarget.Prefix(var prefix) ->
          (prefix.address().v6() ? v6 : v4)
              .computeIfAbsent(prefix.length(), length -> new ConcurrentHashMap<>());
    };
  }

  private static IpAddress key(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var address) -> address;
      case BlockTarget.Prefix(var prefix) -> prefix.address();
    };
  }

  public boolean covers(IpAddress source, long nowMillis) {
    var block = addresses.get(source);
    if (block != null && !block.isOver(nowMillis)) {
      return true;
    }
    var prefixes = source.v6() ? v6 : v4;
    return !prefixes.isEmpty() && coveredByPrefix(prefixes, source, nowMillis);
  }

  private static boolean coveredByPrefix(
      Map<Integer, ConcurrentMap<IpAddress, Block>> prefixes, IpAddress source, long nowMillis) {
    for (var ofLength : prefixes.entrySet()) {
      if (ofLength.getValue().isEmpty()) {
        continue;
      }
      var block = ofLength.getValue().get(IpPrefix.of(source, ofLength.getKey()).address());
      if (block != null && !block.isOver(nowMillis)) {
        return true;
      }
    }
    return false;
  }

  /// Lets go what has expired. Cheap when nothing has.
  public List<Block> expire(long nowMillis) {
    return nowMillis < nextEndMillis ? List.of() : removeExpired(nowMillis);
  }

  private synchronized List<Block> removeExpired(long nowMillis) {
    var over = new ArrayList<Block>();
    long next = Long.MAX_VALUE;
    for (Block block : all()) {
      if (block.isOver(nowMillis)) {
        if (table(block.target()).remove(key(block.target()), block)) {
          over.add(block);
        }
      } else {
        next = Math.min(next, block.expiresAtMillis());
      }
    }
    nextEndMillis = next;
    return over;
  }

  /// Every block held.
  public Collection<Block> all() {
    var all = new ArrayList<>(addresses.values());
    v4.values().forEach(ofLength -> all.addAll(ofLength.values()));
    v6.values().forEach(ofLength -> all.addAll(ofLength.values()));
    return all;
  }

  public int addresses() {
    return addresses.size();
  }

  public int prefixes() {
    int count = 0;
    for (var ofLength : v4.values()) {
      count += ofLength.size();
    }
    for (var ofLength : v6.values()) {
      count += ofLength.size();
    }
    return count;
  }
}
