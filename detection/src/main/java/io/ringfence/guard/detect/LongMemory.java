package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is remembered of hours and days, in little space.
///
/// @param familiar accounts that have logged in from this source; in the state of an account or a
///     network the sources that have logged in to it
/// @param strangers accounts that this source has failed at and which were not familiar
/// @param slow failures at such accounts
/// @param reported when what was reported last, by what it is about; at most [#MAX_REPORTED]
/// @param trunks when which trunk has logged in from this source last; at most [#MAX_TRUNKS]
record LongMemory(
    RecentNames familiar,
    RecentNames strangers,
    SlowCount slow,
    Map<String, Instant> reported,
    Map<String, Instant> trunks) {

  /// For how long a login makes familiar. Edges tell of a phone's first registration, not of its
  /// refreshes.
  static final Duration FAMILIAR_FOR = Duration.ofDays(30);

  /// Of two generations the older one alone must cover it, for a login may fall on its last day.
  private static final Duration GENERATIONS = FAMILIAR_FOR.multipliedBy(2);

  static final int MAX_REPORTED = 16;

  /// Of more behind one address the one that was quiet longest gives way.
  static final int MAX_TRUNKS = 4;

  /// States written before there were trunks have none.
  LongMemory {
    reported =
        reported.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(reported));
    trunks = trunks == null ? Map.of() : Map.copyOf(trunks);
  }

  static final LongMemory NONE =
      new LongMemory(RecentNames.NONE, RecentNames.NONE, SlowCount.NONE, Map.of(), Map.of());

  boolean isFamiliar(String name, Instant at) {
    return !familiar.isEmpty() && familiar.contains(name, at, GENERATIONS);
  }

  /// Whether a login would be news: to this state, and so to those that it tells.
  boolean isNews(String name, Instant at) {
    return !familiar.isCurrent(name, at, GENERATIONS);
  }

  /// Whether nobody has logged in lately, so that the next one is news for the network.
  boolean isNewsForNetwork(Instant at) {
    return !familiar.hasCurrent(at, GENERATIONS);
  }

  /// Whether others than this one are familiar.
  boolean knowsOthers(String name, Instant at) {
    return others(name, at) > 0;
  }

  /// How many others than this one are familiar.
  int others(String name, Instant at) {
    if (familiar.isEmpty()) {
      return 0;
    }
    var all = familiar.all(at, GENERATIONS);
    return all.count() - (all.contains(name) ? 1 : 0);
  }

  /// Who has logged in is no stranger, whatever failed before.
  LongMemory withFamiliar(String name, Instant at) {
    return new LongMemory(
        familiar.with(name, at, GENERATIONS), strangers.without(name), slow, reported, trunks);
  }

  /// With a failure at an account that is not familiar.
  LongMemory withStranger(Failure failure, Duration names, Duration slowly) {
    return new LongMemory(
        familiar,
        strangers.with(failure.account(), failure.at(), names),
        slow.with(failure.count(), failure.at(), slowly),
        reported,
        trunks);
  }

  /// What led to a block is used up.
  LongMemory withoutFailures() {
    return new LongMemory(familiar, RecentNames.NONE, SlowCount.NONE, reported, trunks);
  }

  /// How long any of it may matter.
  Duration reach(GuardPolicy policy) {
    boolean isLong = !familiar.isEmpty() || !reported.isEmpty();
    var failures =
        Stream.of(Rule.MANY_ACCOUNTS, Rule.SLOW_GUESSING)
            .map(rule -> policy.rule(rule).period())
            .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) < 0 ? other : one);
    boolean hasFailures = !strangers.isEmpty() || !slow.counts().isEmpty();
    return isLong ? GENERATIONS : hasFailures ? failures : Duration.ZERO;
  }

  boolean isReported(String what, Instant at, Duration within) {
    var last = reported.get(what);
    return last != null && at.isBefore(last.plus(within));
  }

  LongMemory withReported(String what, Instant at) {
    SequencedMap<String, Instant> next = new LinkedHashMap<>(reported);
    next.remove(what);
    next.put(what, at);
    if (next.size() > MAX_REPORTED) {
      next.pollFirstEntry();
    }
    return new LongMemory(familiar, strangers, slow, next, trunks);
  }

  /// Whether one of these trunks has logged in from here lately.
  boolean hasTrunk(Trunks policy, Instant at) {
    return !trunks.isEmpty()
        && trunks.entrySet().stream()
            .anyMatch(
                one ->
                    policy.has(one.getKey()) && at.isBefore(one.getValue().plus(policy.memory())));
  }

  LongMemory withTrunk(String account, Instant at) {
    var next = new TreeMap<>(trunks);
    next.merge(account, at, (one, other) -> one.isBefore(other) ? other : one);
    if (next.size() > MAX_TRUNKS) {
      next.remove(Collections.min(next.entrySet(), Map.Entry.comparingByValue()).getKey());
    }
    return new LongMemory(familiar, strangers, slow, reported, next);
  }
}
