package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The failures of one source, or at one account or network, that may still matter, ascending by
/// event time.
///
/// It reaches back two periods before the newest failure: a failure that arrives late, but by less
/// than a period, can share a period with failures that are as far away on the other side. So which
/// failures make up a full period does not depend on the order in which they arrived.
///
/// @param failures at most [#MAX_FAILURES]
record Window(List<Failure> failures) {

  /// Fewer than the policy's limit fit into each of the two periods before a block clears them.
  static final int MAX_FAILURES = 2 * GuardPolicy.MAX_ATTEMPTS;

  static final Window EMPTY = new Window(List.of());

  Window {
    failures = List.copyOf(failures);
  }

  boolean holds(Failure failure) {
    for (var held : failures) {
      if (held.eventId().equals(failure.eventId())) {
        return true;
      }
    }
    return false;
  }

  /// Whether the failure is there and not used up.
  boolean counts(Failure failure) {
    return has(one -> one.eventId().equals(failure.eventId()) && !one.used());
  }

  @Nullable Instant newest() {
    return failures.isEmpty() ? null : failures.getLast().at();
  }

  /// Whether the failure is at least a period older than the newest one.
  boolean isOver(Failure failure, Duration period) {
    return !failures.isEmpty() && !failure.at().isAfter(failures.getLast().at().minus(period));
  }

  /// With one more failure, and without those that no longer matter. At [#MAX_FAILURES] the oldest
  /// give way.
  Window with(Failure failure, Duration period) {
    if (failures.isEmpty()) {
      return new Window(List.of(failure));
    }
    var next = new ArrayList<>(failures);
    next.add(failure);
    next.sort(Failure.BY_TIME);
    Instant end = next.getLast().at().minus(period.multipliedBy(2));
    next.removeIf(held -> !held.at().isAfter(end));
    int excess = Math.max(0, next.size() - MAX_FAILURES);
    return new Window(next.subList(excess, next.size()));
  }

  /// With these kept only as far as it takes to say whether any account but one has `enough` of
  /// them: the latest so many of each account, and twice as many of all.
  Window sparing(Predicate<Failure> which, int enough) {
    var kept = new ArrayList<Failure>(failures.size());
    int spared = 0;
    for (var failure : failures.reversed()) {
      boolean isSpared = which.test(failure);
      boolean isKept = !isSpared || (spared < 2 * enough && has(kept, failure, which) < enough);
      if (isKept) {
        kept.addFirst(failure);
        spared += isSpared ? 1 : 0;
      }
    }
    return new Window(kept);
  }

  private static long has(List<Failure> kept, Failure like, Predicate<Failure> which) {
    return kept.stream()
        .filter(one -> which.test(one) && one.account().equals(like.account()))
        .count();
  }

  Window where(Predicate<Failure> condition) {
    var chosen = new ArrayList<Failure>(failures.size());
    for (var failure : failures) {
      if (condition.test(failure)) {
        chosen.add(failure);
      }
    }
    return chosen.size() == failures.size() ? this : new Window(chosen);
  }

  /// Whether any is so.
  boolean has(Predicate<Failure> condition) {
    for (var failure : failures) {
      if (condition.test(failure)) {
        return true;
      }
    }
    return false;
  }

  /// The failures after `from`, up to and including `to`.
  Window between(Instant from, Instant to) {
    return where(failure -> failure.at().isAfter(from) && !failure.at().isAfter(to));
  }

  long count() {
    return sum(Failure::count);
  }

  long sum(ToLongFunction<Failure> weight) {
    long sum = 0;
    for (var failure : failures) {
      sum += weight.applyAsLong(failure);
    }
    return sum;
  }

  /// With these marked as used.
  Window using(Predicate<Failure> which) {
    return new Window(failures.stream().map(one -> which.test(one) ? one.asUsed() : one).toList());
  }

  Set<Service> services() {
    return failures.stream().map(Failure::service).collect(Collectors.toUnmodifiableSet());
  }

  /// What a block rests on that these failures decided.
  ///
  /// @param decisive the failure that was the last straw
  Evidence evidence(Failure decisive, @Nullable String userAgent) {
    return new Evidence(
        (int) Math.min(count(), Integer.MAX_VALUE),
        failures.getFirst().at(),
        decisive.at(),
        failures.stream().map(Failure::account).distinct().limit(Evidence.MAX_ACCOUNTS).toList(),
        userAgent);
  }
}
