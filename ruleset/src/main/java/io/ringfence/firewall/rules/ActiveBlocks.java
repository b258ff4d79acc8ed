package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The blocks to enforce, by target, and the addresses they put into each service's sets. Takes
/// records idempotently, by target. Confined to one thread.
final class ActiveBlocks {

  private record End(Instant at, String target) {}

  private final int max;
  private final Map<String, BlockDecision> byTarget = new HashMap<>();
  private final TreeSet<End> ends =
      new TreeSet<>(Comparator.comparing(End::at).thenComparing(End::target));
  private final List<ExactSet> addresses = ExactSet.all();
  private final Map<BlockKind, Integer> counts = new HashMap<>();
  private boolean prefixesChanged;
  private long refused;

  /// @param max how many blocks are held; those beyond are refused and counted
  ActiveBlocks(int max) {
    this.max = max;
  }

  /// @return what became of it, `null` when nothing changed
  @Nullable BlockChange take(BlockRecord record, Instant now) {
    var previous = byTarget.get(record.target());
    var next = record.decision();
    if (next != null && !isOfAddresses(next.target())) {
      return null;
    }
    if (next == null || !next.isActive(now)) {
      return previous == null ? null : end(previous, endState(next));
    }
    if (previous != null && sameBlock(previous, next)) {
      return null;
    }
    if (previous == null && byTarget.size() >= max) {
      refused++;
      return null;
    }
    if (previous != null) {
      remove(previous, null);
    }
    add(next);
    return new BlockChange(next, BlockState.ACTIVE);
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
    addresses.forEach(set -> set.forget(now));
    var expired = new ArrayList<BlockChange>();
    while (!ends.isEmpty() && !ends.first().at().isAfter(now)) {
      var decision = Objects.requireNonNull(byTarget.get(ends.first().target()));
      remove(decision, now);
      expired.add(new BlockChange(decision, BlockState.EXPIRED));
    }
    return expired;
  }

  /// When the next block ends by itself, `null` for never.
  @Nullable Instant nextEnd() {
    return ends.isEmpty() ? null : ends.first().at();
  }

  /// The union of the blocked prefixes of each service.
  Map<Service, IpRangeSet> prefixes() {
    var ranges = new EnumMap<Service, List<IpRange>>(Service.class);
    for (var decision : byTarget.values()) {
      if (decision.target() instanceof BlockTarget.Prefix(var prefix)) {
        decision
            .services()
            .forEach(
                service ->
                    ranges.computeIfAbsent(service, _ -> new ArrayList<>()).add(prefix.toRange()));
      }
    }
    var sets = new EnumMap<Service, IpRangeSet>(Service.class);
    ranges.forEach((service, list) -> sets.put(service, IpRangeSet.of(list)));
    prefixesChanged = false;
    return sets;
  }

  /// Whether [#prefixes] would give something new.
  boolean prefixesChanged() {
    return prefixesChanged;
  }

  List<ExactSet> addresses() {
    return addresses;
  }

  Collection<BlockDecision> all() {
    return Collections.unmodifiableCollection(byTarget.values());
  }

  Map<BlockKind, Integer> counts() {
    return Map.copyOf(counts);
  }

  long refused() {
    return refused;
  }

  private BlockChange end(BlockDecision previous, BlockState state) {
    remove(previous, null);
    return new BlockChange(previous, state);
  }

  private static BlockState endState(@Nullable BlockDecision next) {
    return next == null || next.state() == BlockState.RELEASED
        ? BlockState.RELEASED
        : BlockState.EXPIRED;
  }

  private static boolean sameBlock(BlockDecision one, BlockDecision other) {
    return one.blockId().equals(other.blockId())
        && one.services().equals(other.services())
        && Objects.equals(one.expiresAt(), other.expiresAt());
  }

  private void add(BlockDecision decision) {
    byTarget.put(decision.target().value(), decision);
    counts.merge(BlockKind.of(decision), 1, Integer::sum);
    if (decision.expiresAt() != null) {
      ends.add(new End(decision.expiresAt(), decision.target().value()));
    }
    var until = Objects.requireNonNullElse(decision.expiresAt(), Instant.MAX);
    switch (decision.target()) {
      case BlockTarget.Ip(var address) ->
          setsOf(decision, Family.of(address)).forEach(set -> set.put(address, until));
      case BlockTarget.Prefix _ -> prefixesChanged = true;
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> {}
    }
  }

  /// @param lapsed when it came to its end by itself, `null` when it was ended
  private void remove(BlockDecision decision, @Nullable Instant lapsed) {
    byTarget.remove(decision.target().value());
    counts.merge(BlockKind.of(decision), -1, Integer::sum);
    if (decision.expiresAt() != null) {
      ends.remove(new End(decision.expiresAt(), decision.target().value()));
    }
    switch (decision.target()) {
      case BlockTarget.Ip(var address) -> {
        for (var set : setsOf(decision, Family.of(address))) {
          if (lapsed == null) {
            set.remove(address);
          } else {
            set.lapse(address, lapsed);
          }
        }
      }
      case BlockTarget.Prefix _ -> prefixesChanged = true;
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> {}
    }
  }

  private List<ExactSet> setsOf(BlockDecision decision, Family family) {
    return addresses.stream()
        .filter(set -> set.family() == family && decision.services().contains(set.service()))
        .toList();
  }
}
