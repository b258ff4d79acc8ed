package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The same rule as simply as it can be said, for one service: it never forgets an event, and it
/// looks at every period there is.
final class NaiveGuard {

  /// A block from the event that decided it to its end, which may be still to come.
  record Span(UUID cause, Instant lastUsed, @Nullable Instant end) {}

  private final GuardPolicy policy;
  private final Set<UUID> seen = new HashSet<>();
  private final List<AuthenticationAttempt> counted = new ArrayList<>();
  private final List<Span> blocks = new ArrayList<>();
  private final List<Instant> forgiven = new ArrayList<>();
  private @Nullable Instant expiresAt;
  final List<UUID> causes = new ArrayList<>();
  int expired;
  int released;

  NaiveGuard(GuardPolicy policy) {
    this.policy = policy;
  }

  boolean isBlocked() {
    return expiresAt != null;
  }

  void attempt(AuthenticationAttempt attempt) {
    if (!isGuess(attempt)) {
      return;
    }
    time(attempt.occurredAt());
    if (isUsedUp(attempt.occurredAt()) || isBlocked() || !seen.add(attempt.eventId())) {
      return;
    }
    var newest = counted.stream().map(AuthenticationAttempt::occurredAt).max(Instant::compareTo);
    if (newest.isPresent() && !attempt.occurredAt().isAfter(newest.get().minus(policy.period()))) {
      return;
    }
    counted.add(attempt);
    if (counted.stream().anyMatch(last -> isFullPeriod(last.occurredAt(), attempt))) {
      var last =
          counted.stream().map(AuthenticationAttempt::occurredAt).max(Instant::compareTo).get();
      causes.add(attempt.eventId());
      blocks.add(new Span(attempt.eventId(), last, null));
      expiresAt = attempt.occurredAt().plus(policy.blockFor());
      counted.clear();
    }
  }

  private static boolean isGuess(AuthenticationAttempt attempt) {
    if (attempt.reason() == null || !attempt.sourceVerified()) {
      return false;
    }
    return switch (attempt.reason()) {
      case BAD_CREDENTIALS, UNKNOWN_ACCOUNT, LOCKED_ACCOUNT -> attempt.service() == Service.SIP;
      default -> false;
    };
  }

  private boolean isFullPeriod(Instant last, AuthenticationAttempt with) {
    var first = last.minus(policy.period());
    var within =
        counted.stream()
            .filter(one -> one.occurredAt().isAfter(first) && !one.occurredAt().isAfter(last))
            .toList();
    return within.contains(with)
        && within.stream().mapToInt(AuthenticationAttempt::count).sum() >= policy.attempts();
  }

  private boolean isUsedUp(Instant at) {
    return forgiven.stream().anyMatch(at::isBefore)
        || blocks.stream()
            .anyMatch(
                block ->
                    !at.isAfter(block.lastUsed())
                        || (block.end() != null && at.isBefore(block.end())));
  }

  void time(Instant now) {
    if (expiresAt != null && !now.isBefore(expiresAt)) {
      end(expiresAt);
      expired++;
    }
  }

  void release(Instant at) {
    time(at);
    if (expiresAt != null) {
      end(at);
      released++;
    }
    var newest =
        counted.stream()
            .map(one -> one.occurredAt().plusMillis(1))
            .max(Instant::compareTo)
            .filter(at::isBefore)
            .orElse(at);
    forgiven.add(newest);
    counted.clear();
  }

  private void end(Instant at) {
    var block = blocks.removeLast();
    blocks.add(new Span(block.cause(), block.lastUsed(), at));
    expiresAt = null;
  }
}
