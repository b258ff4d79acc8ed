package io.ringfence.guard.replay;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Command;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// A proposed policy and today's on the same past, side by side. What it is given is in the order
/// of time. The same past gives the same answer. Confined to one thread.
public final class Rehearsal {

  private static final Comparator<AuthenticationAttempt> BY_TIME =
      Comparator.comparing(AuthenticationAttempt::occurredAt)
          .thenComparing(AuthenticationAttempt::eventId);

  private final Course proposed;
  private final Course today;

  /// What lines of several logins still have ahead, until its time comes.
  private final PriorityQueue<AuthenticationAttempt> ahead = new PriorityQueue<>(BY_TIME);

  /// @param configuration today's
  /// @param start of what is replayed, so that what was known at `from` is known
  /// @param from blocks decided earlier are not told
  /// @param inFull how many blocks of a target are told in full
  public Rehearsal(
      Configuration configuration, GuardPolicy policy, Instant start, Instant from, int inFull) {
    var changed =
        new Configuration(
            policy, configuration.groups(), configuration.services(), configuration.pbxLock());
    this.proposed = new Course(changed, start, from, inFull);
    this.today = new Course(configuration, start, from, inFull);
  }

  public void attempt(PastAttempt past) {
    come(past.time());
    var attempts = past.attempts();
    both(attempts.getFirst());
    ahead.addAll(attempts.subList(1, attempts.size()));
  }

  /// A block or release by hand. Whoever released a source would do so under either policy.
  public void order(Command order) {
    come(order.occurredAt());
    proposed.order(order);
    today.order(order);
  }

  /// Of how many targets something is remembered, in all.
  public int remembered() {
    return proposed.remembered() + today.remembered();
  }

  /// What came of it, when all has been given.
  ///
  /// @param max how many targets are told, those blocked first
  public Comparison compared(int max) {
    come(Instant.MAX);
    return Comparison.of(proposed, today, max);
  }

  private void come(Instant time) {
    for (var next = ahead.peek(); next != null && !next.occurredAt().isAfter(time); ) {
      both(ahead.remove());
      next = ahead.peek();
    }
  }

  private void both(AuthenticationAttempt attempt) {
    proposed.attempt(attempt);
    today.attempt(attempt);
  }
}
