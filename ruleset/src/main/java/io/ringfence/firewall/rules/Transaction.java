package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The difference of two states of which the first is in force: sets first, then what is in them,
/// then the rules that ask them, then what no rule asks any more.
final class Transaction {

  private final List<String> first = new ArrayList<>();
  private final List<Change> contents = new ArrayList<>();
  private final List<String> last = new ArrayList<>();
  private final List<Change> later = new ArrayList<>();

  private Transaction() {}

  /// Empty when there is nothing to do.
  ///
  /// @param blocks with what was touched since `old`
  static List<Change> between(Layout old, Layout next, ActiveBlocks blocks, Instant now) {
    var transaction = new Transaction();
    if (!old.equals(next)) {
      transaction.sets(old.intervals(), next.intervals());
      transaction.chains(old, next);
    }
    blocks.prefixSets().forEach(set -> transaction.ranges(set.change()));
    blocks.exactSets().forEach(set -> transaction.addresses(set.change(now)));
    return transaction.changes();
  }

  /// What leads from what was found to this.
  ///
  /// @param given whose rules were put there last, `null` when that is not known
  static Difference from(
      Actual actual, @Nullable Layout given, Layout next, ActiveBlocks blocks, Instant now) {
    var transaction = new Transaction();
    var drift = Comparison.between(transaction, actual, given, next, blocks, now);
    return new Difference(transaction.changes(), drift);
  }

  void first(String command) {
    first.add(command);
  }

  void last(List<String> commands) {
    last.addAll(commands);
  }

  void ranges(Change.Ranges change) {
    if (!change.out().isEmpty() || !change.in().isEmpty()) {
      contents.add(change);
    }
  }

  /// Once the rules are those that are to be.
  void rangesLater(Change.Ranges change) {
    if (!change.out().isEmpty() || !change.in().isEmpty()) {
      later.add(change);
    }
  }

  void addresses(Change.Addresses change) {
    if (!change.out().isEmpty() || !change.in().isEmpty()) {
      contents.add(change);
    }
  }

  private void sets(Map<String, Interval> old, Map<String, Interval> next) {
    next.forEach(
        (name, interval) -> {
          var before = old.get(name);
          if (Names.isBlockedPrefixes(name)) {
            return;
          }
          if (before == null) {
            first(Commands.addIntervalSet(name, interval.family()));
          }
          var held = before == null ? List.<IpRange>of() : before.ranges();
          ranges(Intervals.between(held, interval.ranges()).of(name, interval.family()));
        });
    old.keySet().stream()
        .filter(name -> !next.containsKey(name) && !Names.isBlockedPrefixes(name))
        .forEach(name -> last.add(Commands.deleteSet(name)));
  }

  /// Before sets are deleted that these rules ask no more.
  private void chains(Layout old, Layout next) {
    var rules = new ArrayList<String>();
    next.chains()
        .forEach(
            (name, chain) -> {
              var before = old.chains().get(name);
              if (before == null) {
                Names.counters(name).forEach(one -> first(Commands.addCounter(one)));
                first(Commands.addChain(name));
              }
              if (!Objects.equals(chain, before)) {
                rules.addAll(Commands.rules(name, chain));
              }
            });
    old.chains()
        .keySet()
        .forEach(
            name -> {
              if (!next.chains().containsKey(name)) {
                rules.addAll(Commands.flushChain(name));
                rules.addAll(Commands.deleteChain(name));
                Names.counters(name).forEach(one -> rules.add(Commands.deleteCounter(one)));
              }
            });
    last.addAll(0, rules);
  }

  /// Where nothing has to be filled in between, all commands are one step.
  private List<Change> changes() {
    var changes = new ArrayList<Change>();
    if (contents.isEmpty()) {
      first.addAll(last);
      last.clear();
    }
    if (!first.isEmpty()) {
      changes.add(new Change.Commands(List.copyOf(first)));
    }
    changes.addAll(contents);
    if (!last.isEmpty()) {
      changes.add(new Change.Commands(List.copyOf(last)));
    }
    changes.addAll(later);
    return List.copyOf(changes);
  }
}
