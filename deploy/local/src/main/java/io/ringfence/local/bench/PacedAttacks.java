package io.ringfence.local.bench;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.local.suite.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Attempts at a fixed rate: a tenth of them attacks, each of as many failures as the policy
/// allows, the others failures of sources that have one each. The time of each attack's last
/// failure is kept.
final class PacedAttacks {

  private static final int NANOS = 1_000_000_000;

  /// One attempt in so many is an attacker's.
  private static final int SHARE = 10;

  /// So many attackers take turns.
  private static final int APART = 50;

  private static final int STRANGERS = 1 << 20;
  private static final int LOOK_MILLIS = 100;

  /// @param nanos when it was sent, as [System#nanoTime]
  /// @param millis the same, by the clock
  /// @param appended when the broker had it
  private record Last(long nanos, long millis, AtomicLong appended) {}

  private final AttemptsBus bus;
  private final int first;
  private final int rate;
  private final int limit;
  private final Map<String, Last> last = new LinkedHashMap<>();

  /// @param first the address from which sources are taken
  PacedAttacks(AttemptsBus bus, int first, int rate, int limit) {
    this.bus = bus;
    this.first = first;
    this.rate = rate;
    this.limit = limit;
  }

  /// How many sources take part in one play.
  static int sources(int rate, int seconds, int limit) {
    int attacks = rate * seconds / SHARE;
    return rate * seconds - attacks + attacks / limit;
  }

  PacedAttacks play(int seconds) {
    long start = System.nanoTime();
    long count = (long) rate * seconds;
    for (long i = 0; i < count; i++) {
      long due = start + i * NANOS / rate;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      send(i);
    }
    bus.flush();
    return this;
  }

  /// Attackers take turns: [#APART] of them at a time, each once a round.
  private void send(long i) {
    boolean attack = i % SHARE == 0;
    long turn = i / SHARE;
    long attacker = turn / ((long) APART * limit) * APART + turn % APART;
    int source = first + (int) (attack ? attacker : STRANGERS + i);
    var address = IpAddress.ofV4(source);
    var attempt = AttemptsBus.attempt(address, "20" + i % 1_000, false);
    if (attack && turn % ((long) APART * limit) >= (long) APART * (limit - 1)) {
      var appended = new AtomicLong();
      last.put(
          address.toString(),
          new Last(System.nanoTime(), attempt.occurredAt().toEpochMilli(), appended));
      bus.send(attempt, appended::set);
    } else {
      bus.send(attempt);
    }
  }

  /// How long each decision took, in ascending order.
  ///
  /// @param open attacks that were not decided on in time
  /// @param appended from the last failure until the broker had it, ms
  /// @param decided from then on to the decision, ms
  /// @param arrived from the last failure to the decision's arrival here, nanoseconds
  record Times(int open, List<Long> appended, List<Long> decided, List<Long> arrived) {

    int count() {
      return decided.size();
    }

    double appended(int percent) {
      return at(appended, percent);
    }

    double decided(int percent) {
      return at(decided, percent);
    }

    double arrived(int percent) {
      return at(arrived, percent) / 1e6;
    }

    private static double at(List<Long> sorted, int percent) {
      return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }
  }

  /// Of the attacks that are decided on within the limit.
  Times measured(BlocksWatch blocks, Duration limitOfWaiting) throws InterruptedException {
    long end = System.nanoTime() + limitOfWaiting.toNanos();
    while (last.keySet().stream().anyMatch(source -> blocks.of(source).isEmpty())
        && System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
    }
    var appended = new ArrayList<Long>();
    var decided = new ArrayList<Long>();
    var arrived = new ArrayList<Long>();
    last.forEach(
        (source, sent) ->
            blocks
                .of(source)
                .ifPresent(
                    decision -> {
                      appended.add(sent.appended().get() - sent.millis());
                      decided.add(decision.millis() - sent.appended().get());
                      arrived.add(decision.nanos() - sent.nanos());
                    }));
    if (decided.isEmpty()) {
      throw new Failure("no attack was decided on");
    }
    Collections.sort(appended);
    Collections.sort(decided);
    Collections.sort(arrived);
    return new Times(last.size() - decided.size(), appended, decided, arrived);
  }
}
