package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;

/// What an attempt is a sign of.
enum Sign {
  /// A guess at a password.
  GUESS,
  /// A request that no phone makes.
  HOSTILE,
  /// A phone with a password that its account had until lately.
  STALE_PASSWORD,
  /// Somebody who knows a password.
  LOGIN,
  /// Nothing that counts.
  NONE;

  /// What comes from an address that may be forged is no sign of anything: an attacker would get
  /// others blocked.
  static Sign of(AuthenticationAttempt attempt, GuardPolicy policy) {
    if (!attempt.sourceVerified() || attempt.service() == Service.UNKNOWN) {
      return NONE;
    }
    return switch (attempt.outcome()) {
      case ACCEPTED -> LOGIN;
      case REJECTED -> rejected(attempt, policy);
      case UNKNOWN -> NONE;
    };
  }

  private static Sign rejected(AuthenticationAttempt attempt, GuardPolicy policy) {
    var reason = attempt.reason();
    if (reason == null || attempt.outcome() != Outcome.REJECTED) {
      return NONE;
    }
    return switch (reason) {
      case BAD_CREDENTIALS, UNKNOWN_ACCOUNT, LOCKED_ACCOUNT -> GUESS;
      case STALE_PASSWORD -> STALE_PASSWORD;
      case SCANNER, WRONG_DOMAIN, FLOOD, MALFORMED ->
          policy.rule(Rule.HOSTILE_REQUESTS).isOff() || policy.weight(reason) == 0 ? NONE : HOSTILE;
      case REPLAYED_NONCE, NOT_PERMITTED, UNKNOWN -> NONE;
    };
  }
}
