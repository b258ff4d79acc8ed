package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The blocks to enforce, by target, and what they put into each service's sets. Takes records
/// idempotently, by target. Confined to one thread.
final class ActiveBlocks {

  private final int max;
  private final NavigableMap<IpAddress, Block> byAddress = new TreeMap<>();

  /// IPv6 networks of the usual size, by their first address.
  private final NavigableMap<IpAddress, Block> byNetwork = new TreeMap<>();

  /// The other prefixes.
  private final NavigableMap<IpPrefix, Block> byPrefix = new TreeMap<>(PrefixSet.ORDER);
  private final TreeSet<Block> ends =
      new TreeSet<>(Comparator.comparingLong(Block::untilMillis).thenComparing(Block::id));
  private final List<ExactSet> addresses = ExactSet.all(byAddress);
  private final List<ExactSet> networks = ExactSet.networks(byNetwork);
  private final List<ExactSet> exact =
      Stream.concat(addresses.stream(), networks.stream()).toList();
  private final List<PrefixSet> prefixes = PrefixSet.all(byPrefix);
  private final Map<BlockKind, Integer> counts = new HashMap<>();
  private long refused;

  /// @param max how many blocks are held; those beyond are refused and counted
  ActiveBlocks(int max) {
    this.max = max;
  }

  /// @return what became of it, `null` when nothing changed
  @Nullable BlockChange take(BlockRecord record, Instant now) {
    var decision = record.decision();
    if (decision == null) {
      return end(previous(record.target()), BlockState.RELEASED);
    }
    if (!decision.isActive(now)) {
      return end(held(decision.target()), endState(decision));
    }
    return take(Block.of(decision));
  }

  /// @return what became of it, `null` when nothing changed
  @Nullable BlockChange take(Block next) {
    if (!isOfAddresses(next.target())) {
      return null;
    }
    var previous = held(next.target());
    if (previous != null && sameBlock(previous, next)) {
      return null;
    }
    if (previous == null && size() >= max) {
      refused++;
      return null;
    }
    if (previous != null) {
      remove(previous, null);
    }
    add(next);
    return new BlockChange(next, BlockState.ACTIVE);
  }

  /// Takes over what others are, and lets go of everything else.
  void become(ActiveBlocks others) {
    all().filter(block -> others.held(block.target()) == null).toList().forEach(this::release);
    others.all().forEach(this::take);
  }

  private void release(Block block) {
    remove(block, null);
  }

  /// The kernel sees no accounts: blocks of these are for those that read SIP.
  private static boolean isOfAddresses(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip _, BlockTarget.Prefix _ -> true;
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> false;
    };
  }

  /// Lets go of what has come to its end.
  List<BlockChange> expire(Instant now) {
    exact.forEach(set -> set.forget(now));
    var expired = new ArrayList<BlockChange>();
    while (!ends.isEmpty() && ends.first().isOver(now)) {
      var block = ends.first();
      remove(block, now);
      expired.add(new BlockChange(block, BlockState.EXPIRED));
    }
    return expired;
  }

  /// When the next block ends by itself, `null` for never.
  @Nullable Instant nextEnd() {
    return ends.isEmpty() ? null : ends.first().expiresAt();
  }

  /// Of single addresses, and of networks that are looked up like one.
  List<ExactSet> exactSets() {
    return exact;
  }

  List<PrefixSet> prefixSets() {
    return prefixes;
  }

  /// The union of the blocked prefixes of each service.
  Map<Service, IpRangeSet> prefixes() {
    var ranges = new EnumMap<Service, List<IpRange>>(Service.class);
    prefixes.forEach(
        set -> ranges.computeIfAbsent(set.service(), _ -> new ArrayList<>()).addAll(set.ranges()));
    var sets = new EnumMap<Service, IpRangeSet>(Service.class);
    ranges.forEach((service, list) -> sets.put(service, IpRangeSet.of(list)));
    return sets;
  }

  Stream<Block> all() {
    return Stream.of(byAddress, byNetwork, byPrefix).flatMap(blocks -> blocks.values().stream());
  }

  /// What a block is in the sets. A prefix that is within another blocked one is no element.
  List<BlockElement> elements(Block block) {
    var elements = new ArrayList<BlockElement>();
    switch (block.target()) {
      case BlockTarget.Prefix(var prefix) when !ExactSet.isNetwork(prefix) ->
          prefixSetsOf(block, Family.of(prefix.address())).stream()
              .filter(set -> set.isElement(prefix))
              .forEach(set -> elements.add(new BlockElement(set.name(), prefix.address())));
      case BlockTarget.Ip(var address) ->
          exactSetsOf(block).forEach(set -> elements.add(new BlockElement(set.name(), address)));
      case BlockTarget.Prefix(var prefix) ->
          exactSetsOf(block)
              .forEach(set -> elements.add(new BlockElement(set.name(), prefix.address())));
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> {}
    }
    return elements;
  }

  /// The next ones in an order of their own, from after the one with this target on; `null` from
  /// the beginning on.
  List<Block> after(@Nullable BlockTarget target, int count) {
    var rest =
        switch (target) {
          case null -> all();
          case BlockTarget.Ip(var address) ->
              Stream.of(byAddress.tailMap(address, false), byNetwork, byPrefix)
                  .flatMap(blocks -> blocks.values().stream());
          case BlockTarget.Prefix(var prefix) when ExactSet.isNetwork(prefix) ->
              Stream.of(byNetwork.tailMap(prefix.address(), false), byPrefix)
                  .flatMap(blocks -> blocks.values().stream());
          case BlockTarget.Prefix(var prefix) -> byPrefix.tailMap(prefix, false).values().stream();
          case BlockTarget.IpAccount _, BlockTarget.Account _ -> Stream.<Block>empty();
        };
    return rest.limit(count).toList();
  }

  int max() {
    return max;
  }

  int size() {
    return byAddress.size() + byNetwork.size() + byPrefix.size();
  }

  Map<BlockKind, Integer> counts() {
    return Map.copyOf(counts);
  }

  long refused() {
    return refused;
  }

  void inForce() {
    exact.forEach(ExactSet::inForce);
    prefixes.forEach(PrefixSet::inForce);
  }

  private @Nullable Block previous(String target) {
    try {
      return held(BlockTarget.ofKey(target));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// The block on a target, `null` when there is none.
  @Nullable Block block(BlockTarget target) {
    return held(target);
  }

  private @Nullable Block held(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var address) -> byAddress.get(address);
      case BlockTarget.Prefix(var prefix) when ExactSet.isNetwork(prefix) ->
          byNetwork.get(prefix.address());
      case BlockTarget.Prefix(var prefix) -> byPrefix.get(prefix);
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> null;
    };
  }

  private @Nullable BlockChange end(@Nullable Block previous, BlockState state) {
    if (previous == null) {
      return null;
    }
    remove(previous, null);
    return new BlockChange(previous, state);
  }

  private static BlockState endState(BlockDecision next) {
    return next.state() == BlockState.RELEASED ? BlockState.RELEASED : BlockState.EXPIRED;
  }

  private static boolean sameBlock(Block one, Block other) {
    return one.id().equals(other.id())
        && one.services().equals(other.services())
        && one.untilMillis() == other.untilMillis();
  }

  private void add(Block block) {
    counts.merge(BlockKind.of(block), 1, Integer::sum);
    if (block.untilMillis() != Block.NEVER) {
      ends.add(block);
    }
    switch (block.target()) {
      case BlockTarget.Ip(var address) -> {
        exactSetsOf(block).forEach(set -> set.coming(address));
        byAddress.put(address, block);
      }
      case BlockTarget.Prefix(var prefix) when ExactSet.isNetwork(prefix) -> {
        exactSetsOf(block).forEach(set -> set.coming(prefix.address()));
        byNetwork.put(prefix.address(), block);
      }
      case BlockTarget.Prefix(var prefix) -> {
        byPrefix.put(prefix, block);
        prefixSetsOf(block, Family.of(prefix.address())).forEach(set -> set.came(prefix));
      }
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> {}
    }
  }

  /// @param lapsed when it came to its end by itself, `null` when it was ended
  private void remove(Block block, @Nullable Instant lapsed) {
    counts.merge(BlockKind.of(block), -1, Integer::sum);
    ends.remove(block);
    switch (block.target()) {
      case BlockTarget.Ip(var address) -> {
        remove(block, address, lapsed);
        byAddress.remove(address);
      }
      case BlockTarget.Prefix(var prefix) when ExactSet.isNetwork(prefix) -> {
        remove(block, prefix.address(), lapsed);
        byNetwork.remove(prefix.address());
      }
      case BlockTarget.Prefix(var prefix) -> {
        byPrefix.remove(prefix);
        prefixSetsOf(block, Family.of(prefix.address())).forEach(set -> set.went(prefix));
      }
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> {}
    }
  }

  private void remove(Block block, IpAddress element, @Nullable Instant lapsed) {
    for (var set : exactSetsOf(block)) {
      if (lapsed == null) {
        set.going(element);
      } else {
        set.lapsing(element, lapsed);
      }
    }
  }

  private List<ExactSet> exactSetsOf(Block block) {
    var sets =
        switch (block.target()) {
          case BlockTarget.Ip(var address) ->
              addresses.stream().filter(set -> set.family() == Family.of(address));
          case BlockTarget.Prefix _ -> networks.stream();
          case BlockTarget.IpAccount _, BlockTarget.Account _ -> Stream.<ExactSet>empty();
        };
    return sets.filter(set -> block.covers(set.service())).toList();
  }

  private List<PrefixSet> prefixSetsOf(Block block, Family family) {
    return prefixes.stream()
        .filter(set -> set.family() == family && block.covers(set.service()))
        .toList();
  }
}
