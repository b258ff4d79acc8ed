package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpRange;
import io.ringfence.firewall.rules.Actual.Addresses;
import io.ringfence.firewall.rules.Actual.Contents;
import io.ringfence.firewall.rules.Actual.Held;
import io.ringfence.firewall.rules.Actual.Ranges;
import io.ringfence.firewall.rules.Actual.Rules;
import io.ringfence.firewall.rules.Actual.Shape;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds how what is held differs from what is desired, and writes down what mends it. What is
/// right is left alone, with its counters and timeouts.
final class Comparison {

  private final Transaction transaction;
  private final Actual actual;
  private final Map<String, List<String>> given;
  private final Drift.Count drift = new Drift.Count();
  private final Set<String> desiredSets = new HashSet<>();

  private Comparison(Transaction transaction, Actual found, @Nullable Layout given, Shape shape) {
    this.transaction = transaction;
    this.given = given == null ? Map.of() : given.chains();
    this.actual =
        switch (shape) {
          case SOUND -> found;
          case ABSENT -> {
            transaction.first(Commands.addTable());
            drift.missing(1);
            yield Actual.ABSENT;
          }
          case UNSOUND -> {
            transaction.first(Commands.deleteTable());
            transaction.first(Commands.addTable());
            drift.wrong(1);
            yield Actual.ABSENT;
          }
        };
  }

  static Drift between(
      Transaction transaction,
      Actual actual,
      @Nullable Layout given,
      Layout layout,
      ActiveBlocks blocks,
      Instant now) {
    var shape = shape(actual, layout, blocks);
    return new Comparison(transaction, actual, given, shape).with(layout, blocks, now);
  }

  /// A set or a chain cannot be made another in place.
  private static Shape shape(Actual actual, Layout layout, ActiveBlocks blocks) {
    boolean fits =
        layout.chains().keySet().stream()
                .noneMatch(name -> actual.chains().get(name) == Rules.MISPLACED)
            && layout.intervals().entrySet().stream()
                .allMatch(
                    set ->
                        fits(actual, set.getKey(), new Ranges(set.getValue().family(), List.of())))
            && blocks.exactSets().stream()
                .allMatch(set -> fits(actual, set.name(), new Addresses(set.family(), List.of())));
    return fits ? actual.shape() : Shape.UNSOUND;
  }

  private static boolean fits(Actual actual, String set, Contents desired) {
    var held = actual.sets().get(set);
    return held == null
        || (held.family() == desired.family() && held.getClass().equals(desired.getClass()));
  }

  private Drift with(Layout layout, ActiveBlocks blocks, Instant now) {
    layout.intervals().entrySet().stream()
        .filter(set -> !Names.isBlockedPrefixes(set.getKey()))
        .forEach(set -> interval(set.getKey(), set.getValue()));
    blocks.prefixSets().forEach(this::prefixes);
    blocks.exactSets().forEach(set -> exact(set, now));
    layout.counters().forEach(this::counter);
    chains(layout);
    foreignSets();
    foreignCounters(layout.counters());
    return drift.total();
  }

  private void interval(String name, Interval desired) {
    transaction.ranges(ranges(name, desired));
  }

  /// Where the set of networks is missing that an earlier version kept among the prefixes, they
  /// stay there until the rules ask for them where they are now.
  private void prefixes(PrefixSet set) {
    var change = ranges(set.name(), new Interval(set.family(), set.ranges()));
    boolean moved = !actual.sets().containsKey(Names.blockedNetworks(set.service()));
    if (set.family() == Family.V6 && moved && change.in().isEmpty()) {
      transaction.rangesLater(change);
    } else {
      transaction.ranges(change);
    }
  }

  private Change.Ranges ranges(String name, Interval desired) {
    var held = actual.sets().get(name);
    desiredSets.add(name);
    if (held == null) {
      transaction.first(Commands.addIntervalSet(name, desired.family()));
      drift.missing(1);
    }
    var ranges = held instanceof Ranges(var _, var list) ? list : List.<IpRange>of();
    var difference = Intervals.between(ranges, desired.ranges());
    drift.missing(difference.in().size());
    drift.foreign(difference.out().size());
    return difference.of(name, desired.family());
  }

  private void exact(ExactSet set, Instant now) {
    var held = actual.sets().get(set.name());
    desiredSets.add(set.name());
    if (held == null) {
      transaction.first(Commands.addTimeoutSet(set.name(), set.family()));
      drift.missing(1);
    }
    var elements = held instanceof Addresses(var _, var list) ? list : List.<Held>of();
    transaction.addresses(set.difference(elements, now, drift));
  }

  private void counter(String name) {
    if (!actual.counters().contains(name)) {
      transaction.first(Commands.addCounter(name));
      drift.missing(1);
    }
  }

  private void foreignCounters(List<String> desired) {
    for (String name : actual.counters()) {
      if (!desired.contains(name)) {
        transaction.last(List.of(Commands.deleteCounter(name)));
        drift.foreign(1);
      }
    }
  }

  private void chains(Layout layout) {
    var foreign = new HashSet<>(actual.chains().keySet());
    foreign.removeAll(layout.chains().keySet());
    foreign.forEach(name -> transaction.last(Commands.flushChain(name)));
    layout.chains().forEach((name, rules) -> chain(name, rules, actual.chains().get(name)));
    foreign.forEach(name -> transaction.last(Commands.deleteChain(name)));
    drift.foreign(foreign.size());
  }

  private void chain(String name, List<String> rules, @Nullable Rules held) {
    if (held == null) {
      transaction.first(Commands.addChain(name));
      transaction.last(Commands.rules(name, rules));
      drift.missing(1);
      return;
    }
    switch (held) {
      case AS_GIVEN -> {
        if (!rules.equals(given.get(name))) {
          transaction.last(Commands.rules(name, rules));
        }
      }
      case UNKNOWN -> transaction.last(Commands.rules(name, rules));
      case OTHER, MISPLACED -> {
        transaction.last(Commands.rules(name, rules));
        drift.wrong(1);
      }
    }
  }

  private void foreignSets() {
    for (String name : actual.sets().keySet()) {
      if (!desiredSets.contains(name)) {
        transaction.last(List.of(Commands.deleteSet(name)));
        drift.foreign(1);
      }
    }
  }
}
