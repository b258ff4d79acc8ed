package io.ringfence.guard.replay;

import io.ringfence.contracts.event.AuthenticationAttempt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Logins that succeeded after their source or account would have been blocked: whoever knows a
/// password was likely no attacker.
///
/// @param count how many
/// @param whileBlocked how many of them the block would have kept out
/// @param firstTime of the first
/// @param firstSource where it came from
/// @param firstAccount whose it was
public record LaterLogins(
    int count,
    int whileBlocked,
    @Nullable Instant firstTime,
    @Nullable String firstSource,
    @Nullable String firstAccount) {

  static final LaterLogins NONE = new LaterLogins(0, 0, null, null, null);

  LaterLogins with(AuthenticationAttempt login, boolean isKeptOut) {
    int kept = whileBlocked + (isKeptOut ? 1 : 0);
    return firstTime == null
        ? new LaterLogins(1, kept, login.occurredAt(), login.source().toString(), login.account())
        : new LaterLogins(count + 1, kept, firstTime, firstSource, firstAccount);
  }
}
