package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rule: `limit` failed logins of one source within `period` are password guessing.
record PasswordGuessing(int limit, Duration period) {

  private static final Set<Reason> GUESSES =
      EnumSet.of(Reason.BAD_CREDENTIALS, Reason.UNKNOWN_ACCOUNT, Reason.LOCKED_ACCOUNT);

  static PasswordGuessing of(GuardPolicy policy) {
    return new PasswordGuessing(policy.attempts(), policy.period());
  }

  /// Whether the attempt is a guess at a password from an address that cannot be forged. Anything
  /// else would let an attacker get others blocked.
  static boolean isGuess(AuthenticationAttempt attempt) {
    return attempt.outcome() == Outcome.REJECTED
        && attempt.sourceVerified()
        && attempt.service() != Service.UNKNOWN
        && attempt.reason() != null
        && GUESSES.contains(attempt.reason());
  }

  /// The full period that this failure completes, the earliest if there are several, or `null`.
  /// A period is open at its beginning: failures exactly one period apart are not within it.
  @Nullable Window completedBy(Failure failure, Window window) {
    for (Failure last : window.failures()) {
      boolean covers = !last.at().isBefore(failure.at()) && last.at().isBefore(end(failure));
      if (covers) {
        var within = window.between(last.at().minus(period), last.at());
        if (within.count() >= limit) {
          return within;
        }
      }
    }
    return null;
  }

  /// The failures of the period that ends now, if they suffice; for a limit that has changed.
  @Nullable Window completeAt(Instant now, Window window) {
    var newest = window.newest();
    if (newest == null || !newest.isAfter(now.minus(period))) {
      return null;
    }
    var within = window.between(newest.minus(period), newest);
    return within.count() >= limit ? within : null;
  }

  private Instant end(Failure failure) {
    return failure.at().plus(period);
  }
}
