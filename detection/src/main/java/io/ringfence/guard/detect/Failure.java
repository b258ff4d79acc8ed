package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A failed login or a hostile request that counts.
///
/// @param at when it happened, by the clock of the edge that saw it
/// @param count how many identical ones it stands for
/// @param account as attempted; in the state of an account or a network the source that attempted
/// @param reason `null`, as before there were others, for a guess
/// @param used whether a block of the account at this source follows from it already: it counts for
///     what concerns the source as a whole, not for the account again
record Failure(
    UUID eventId,
    Instant at,
    int count,
    Service service,
    String account,
    @Nullable Reason reason,
    boolean used) {

  static final Comparator<Failure> BY_TIME =
      Comparator.comparing(Failure::at).thenComparing(Failure::eventId);

  private static final Set<Reason> GUESSES =
      EnumSet.of(Reason.BAD_CREDENTIALS, Reason.UNKNOWN_ACCOUNT, Reason.LOCKED_ACCOUNT);

  static Failure of(AuthenticationAttempt attempt) {
    return new Failure(
        attempt.eventId(),
        attempt.occurredAt(),
        attempt.count(),
        attempt.service(),
        attempt.account(),
        isGuess(attempt.reason()) ? null : attempt.reason(),
        false);
  }

  /// What a source did to an account or a network, in whose state it is.
  static Failure by(Finding finding) {
    return new Failure(
        finding.eventId(),
        finding.occurredAt(),
        1,
        finding.services().iterator().next(),
        finding.source(),
        null,
        false);
  }

  static boolean isGuess(@Nullable Reason reason) {
    return reason != null && GUESSES.contains(reason);
  }

  /// Whether it was a guess at a password, rather than a hostile request.
  boolean isGuess() {
    return reason == null;
  }

  /// Its points for the rule against hostile requests.
  long points(GuardPolicy policy) {
    return reason == null ? 0 : (long) policy.weight(reason) * count;
  }

  Failure asUsed() {
    return new Failure(eventId, at, count, service, account, reason, true);
  }
}
