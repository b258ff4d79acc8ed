package io.ringfence.guard.detect;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/// A failed login that counts.
///
/// @param at when it happened, by the clock of the edge that saw it
/// @param count how many identical ones it stands for
record Failure(UUID eventId, Instant at, int count, Service service, String account) {

  static final Comparator<Failure> BY_TIME =
      Comparator.comparing(Failure::at).thenComparing(Failure::eventId);

  static Failure of(AuthenticationAttempt attempt) {
    return new Failure(
        attempt.eventId(),
        attempt.occurredAt(),
        attempt.count(),
        attempt.service(),
        attempt.account());
  }
}
