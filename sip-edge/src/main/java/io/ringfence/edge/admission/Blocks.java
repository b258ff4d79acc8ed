package io.ringfence.edge.admission;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The blocks on SIP, one a target. For any thread: looking up takes no lock and makes no object,
/// changes exclude one another.
@SuppressWarnings("EnumOrdinal") // an index of this process, nothing that is kept
public final class Blocks {

  /// How many blocks are held.
  ///
  /// @param targets on addresses and prefixes
  /// @param accounts on accounts, with an address or without
  public record Limits(int targets, int accounts) {

    public static final Limits DEFAULT = new Limits(2_000_000, 10_000);
  }

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

  /// As many blocks are held as may be: this one is not enforced here.
  public record Refused() implements Change {}

  private static final Unchanged UNCHANGED = new Unchanged();
  private static final Refused REFUSED = new Refused();
  private static final int ORIGINS = Origin.values().length;

  private final Limits limits;
  private final BlockTable table;
  private final AccountBlocks accounts = new AccountBlocks();
  private final AtomicIntegerArray counts =
      new AtomicIntegerArray(TargetType.values().length * ORIGINS);
  private final AtomicLong refused = new AtomicLong();
  private final BlockedArrivals arrivals = new BlockedArrivals();

  public Blocks() {
    this(Limits.DEFAULT, new SecureRandom().nextLong());
  }

  /// @param seed keeps outsiders from choosing addresses that are slow to look up
  public Blocks(Limits limits, long seed) {
    this.limits = limits;
    this.table = new BlockTable(seed);
  }

  /// Takes a record of topic `blocks` over.
  ///
  /// @param decision `null` for a tombstone
  public synchronized Change apply(
      BlockTarget target, @Nullable BlockDecision decision, Instant now) {
    var previous = get(target);
    if (decision == null || !decision.services().contains(Service.SIP) || !decision.isActive(now)) {
      if (previous == null) {
        return UNCHANGED;
      }
      remove(target);
      count(previous, -1);
      return new Ended(previous);
    }
    var block = Block.of(decision);
    if (block.equals(previous)) {
      return UNCHANGED;
    }
    if (previous == null && isFull(target)) {
      refused.incrementAndGet();
      return REFUSED;
    }
    put(target, block);
    count(block, 1);
    if (previous != null) {
      count(previous, -1);
    }
    return new Started(block, previous == null || !previous.id().equals(block.id()));
  }

  private @Nullable Block get(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var address) -> table.get(address);
      case BlockTarget.Prefix(var prefix) -> table.get(prefix);
      case BlockTarget.IpAccount pair -> accounts.get(pair);
      case BlockTarget.Account account -> accounts.get(account);
    };
  }

  private void put(BlockTarget target, Block block) {
    switch (target) {
      case BlockTarget.Ip(var address) -> table.put(address, block);
      case BlockTarget.Prefix(var prefix) -> table.put(prefix, block);
      case BlockTarget.IpAccount pair -> accounts.put(pair, block);
      case BlockTarget.Account account -> accounts.put(account, block);
    }
  }

  private void remove(BlockTarget target) {
    switch (target) {
      case BlockTarget.Ip(var address) -> table.remove(address);
      case BlockTarget.Prefix(var prefix) -> table.remove(prefix);
      case BlockTarget.IpAccount pair -> accounts.remove(pair);
      case BlockTarget.Account account -> accounts.remove(account);
    }
  }

  private boolean isFull(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip _, BlockTarget.Prefix _ -> addresses() + prefixes() >= limits.targets();
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> ofAccounts() >= limits.accounts();
    };
  }

  public boolean covers(IpAddress source, long nowMillis) {
    return covers(source.v6(), source.high(), source.low(), nowMillis);
  }

  /// Asks with the words of an [IpAddress], for which no object is needed.
  public boolean covers(boolean v6, long high, long low, long nowMillis) {
    return v6 ? table.coversV6(high, low, nowMillis) : table.coversV4((int) low, nowMillis);
  }

  /// Packets of a blocked source have come.
  public void arrived(IpAddress source, int packets, long nowMillis) {
    var block = covering(source, nowMillis);
    if (block != null) {
      arrivals.count(block.id(), packets);
    }
  }

  private synchronized @Nullable Block covering(IpAddress source, long nowMillis) {
    var block = table.get(source);
    for (int length = source.bits(); length >= 0; length--) {
      if (block != null && !block.isOver(nowMillis)) {
        return block;
      }
      block = table.get(IpPrefix.of(source, length));
    }
    return block != null && !block.isOver(nowMillis) ? block : null;
  }

  /// Blocks whose sources' packets still come, the latest first, with how many have come.
  public List<Map.Entry<UUID, Long>> arrivals(int max) {
    return arrivals.latest(max);
  }

  /// Whether there are any blocks on accounts at all.
  boolean hasAccounts() {
    return !accounts.isEmpty();
  }

  /// @param account as the peer wrote it
  boolean covers(IpAddress source, String account, long nowMillis) {
    return accounts.covers(source, account, nowMillis);
  }

  /// @param account as the peer wrote it
  boolean shields(String account, long nowMillis) {
    return accounts.covers(null, account, nowMillis);
  }

  /// Lets go what has ended, which is not in force any more already. Cheap when nothing has.
  ///
  /// @param max how many at once
  public synchronized List<Block> expire(long nowMillis, int max) {
    var over = new ArrayList<>(table.expire(nowMillis, max));
    over.addAll(accounts.expire(nowMillis));
    over.forEach(block -> count(block, -1));
    return over;
  }

  private void count(Block block, int change) {
    counts.addAndGet(index(TargetType.of(block.target()), block.origin()), change);
  }

  private static int index(TargetType type, Origin origin) {
    return type.ordinal() * ORIGINS + origin.ordinal();
  }

  /// How many blocks are held.
  public int active(TargetType type, Origin origin) {
    return counts.get(index(type, origin));
  }

  private int active(TargetType type) {
    int sum = 0;
    for (int i = 0; i < ORIGINS; i++) {
      sum += counts.get(type.ordinal() * ORIGINS + i);
    }
    return sum;
  }

  public int addresses() {
    return active(TargetType.IP);
  }

  public int prefixes() {
    return active(TargetType.PREFIX);
  }

  public int ofAccounts() {
    return active(TargetType.IP_ACCOUNT) + active(TargetType.ACCOUNT);
  }

  /// How many blocks were not taken over at the bound.
  public long refused() {
    return refused.get();
  }

  /// What the blocks on addresses and prefixes take of the heap. For one thread at a time.
  public synchronized long bytes() {
    return table.bytes();
  }
}
