package io.ringfence.admin.bouncers;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What bouncers are to be told, in the order in which it became known: every change gets the next
/// number, and a bouncer's position is the number of the last change that it knows. Time is passed
/// in. Confined to one thread.
///
/// Of several bans with the same value the longest counts, as in CrowdSec. A ban that goes on when
/// it was to end, because its block was prolonged, is told again at that moment, and so is every
/// ban now and then: bouncers keep the first end that they hear, some for 24 days at most.
final class DecisionFeed {

  private static final Duration TOLD_AGAIN = Duration.ofDays(20);

  /// What changed since a position.
  ///
  /// @param complete whether all of it is known; otherwise what ended long ago is missing
  record Changes(List<Ban> started, List<Ban> ended, long position, boolean complete) {}

  private record Told(List<Ban> claims, long number) {
    Ban longest() {
      return claims.size() == 1
          ? claims.getFirst()
          : claims.stream().max(Comparator.comparing(Ban::end)).orElseThrow();
    }
  }

  private record Over(Ban ban, long number) {}

  private record Due(Instant at, String target) {}

  private final int maxEnded;
  private final Map<String, BlockDecision> blocks = new HashMap<>();
  private final Map<String, Told> told = new HashMap<>();
  private final Map<String, IpRange> ranges = new HashMap<>();
  private final Deque<Over> ended = new ArrayDeque<>();
  private final TreeSet<Due> due =
      new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::target));
  private IpRangeSet trusted = IpRangeSet.EMPTY;
  private long number;
  private long forgotten;

  /// @param maxEnded how many of the ended are remembered
  DecisionFeed(int maxEnded) {
    this.maxEnded = maxEnded;
  }

  /// @param decision `null` when there is no block on the target any more
  void take(String target, @Nullable BlockDecision decision, Instant now) {
    var before = blocks.get(target);
    if (decision != null && decision.isActive(now)) {
      if (before == null || !isSame(before, decision)) {
        blocks.put(target, decision);
        due.add(new Due(next(decision, now), target));
        claim(target, decision);
      }
    } else if (before != null) {
      blocks.remove(target);
      release(target, before);
    }
  }

  /// Lets go of what is over.
  void expire(Instant now) {
    while (!due.isEmpty() && !due.first().at().isAfter(now)) {
      String target = due.removeFirst().target();
      var block = blocks.get(target);
      if (block == null) {
        continue;
      }
      if (block.isActive(now)) {
        due.add(new Due(next(block, now), target));
        claim(target, block);
      } else {
        blocks.remove(target);
        release(target, block);
      }
    }
  }

  /// @param addresses who is never banned
  void trust(IpRangeSet addresses) {
    if (addresses.equals(trusted)) {
      return;
    }
    var before = trusted;
    for (var entry : blocks.entrySet()) {
      String target = entry.getKey();
      var block = entry.getValue();
      var old = Ban.of(target, block, before);
      var next = Ban.of(target, block, addresses);
      if (!values(old).equals(values(next))) {
        next.stream().filter(ban -> !values(old).contains(ban.value())).forEach(this::claim);
        old.stream().filter(ban -> !values(next).contains(ban.value())).forEach(this::release);
      }
    }
    trusted = addresses;
  }

  /// Every ban in force.
  List<Ban> all() {
    return told.values().stream().map(Told::longest).toList();
  }

  /// Those that ban an address.
  List<Ban> about(IpAddress address) {
    var values = new ArrayList<String>();
    values.add(address.toString());
    ranges.forEach(
        (value, range) -> {
          if (range.contains(address)) {
            values.add(value);
          }
        });
    return values.stream()
        .map(told::get)
        .filter(Objects::nonNull)
        .map(found -> Objects.requireNonNull(found).longest())
        .toList();
  }

  /// What to tell a bouncer that knows everything up to this number.
  Changes since(long position) {
    var started =
        told.values().stream()
            .filter(ban -> ban.number() > position)
            .sorted(Comparator.comparingLong(Told::number))
            .map(Told::longest)
            .toList();
    var over = new ArrayList<Ban>();
    for (var events = ended.descendingIterator(); events.hasNext(); ) {
      var event = events.next();
      if (event.number() <= position) {
        break;
      }
      if (!told.containsKey(event.ban().value())) {
        over.add(event.ban());
      }
    }
    return new Changes(started, over, number, position >= forgotten);
  }

  boolean isBanned(String value) {
    return told.containsKey(value);
  }

  int size() {
    return told.size();
  }

  long position() {
    return number;
  }

  private void claim(String target, BlockDecision block) {
    Ban.of(target, block, trusted).forEach(this::claim);
  }

  private void claim(Ban ban) {
    told.compute(ban.value(), (_, before) -> new Told(with(before, ban), ++number));
    if (ban.scope() == Ban.Scope.RANGE) {
      ranges.put(ban.value(), ban.range());
    }
  }

  private static List<Ban> with(@Nullable Told before, Ban ban) {
    if (before == null) {
      return List.of(ban);
    }
    var claims = others(before.claims(), ban);
    claims.add(ban);
    return List.copyOf(claims);
  }

  private static List<Ban> others(Collection<Ban> claims, Ban ban) {
    var others = new ArrayList<>(claims);
    others.removeIf(claim -> target(claim).equals(target(ban)));
    return others;
  }

  private void release(String target, BlockDecision block) {
    Ban.of(target, block, trusted).forEach(this::release);
  }

  private void release(Ban ban) {
    var before = told.get(ban.value());
    if (before == null) {
      return;
    }
    var rest = others(before.claims(), ban);
    if (!rest.isEmpty()) {
      told.put(ban.value(), new Told(List.copyOf(rest), ++number));
      return;
    }
    told.remove(ban.value());
    ranges.remove(ban.value());
    ended.addLast(new Over(ban, ++number));
    if (ended.size() > maxEnded) {
      forgotten = ended.removeFirst().number();
    }
  }

  private static Instant next(BlockDecision block, Instant now) {
    var again = now.plus(TOLD_AGAIN);
    var end = block.expiresAt();
    return end != null && end.isBefore(again) ? end : again;
  }

  private static boolean isSame(BlockDecision one, BlockDecision other) {
    return one.blockId().equals(other.blockId())
        && one.services().equals(other.services())
        && Objects.equals(one.expiresAt(), other.expiresAt());
  }

  private static String target(Ban ban) {
    return ban.block().target().value();
  }

  private static List<String> values(List<Ban> bans) {
    return bans.stream().map(Ban::value).toList();
  }
}
