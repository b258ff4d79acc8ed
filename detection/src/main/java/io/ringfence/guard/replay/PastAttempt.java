package io.ringfence.guard.replay;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A login as a line of the security log keeps it, or several that were alike.
///
/// @param time of the first
/// @param lastTime of the latest, `null` for one
/// @param count how many they were
/// @param reason why they failed, `null` for a login that succeeded
/// @param verified whether the source could not be forged
public record PastAttempt(
    UUID eventId,
    Instant time,
    @Nullable Instant lastTime,
    long count,
    Service service,
    IpAddress source,
    String account,
    @Nullable Reason reason,
    boolean verified) {

  private static final String EDGE = "history";

  /// The first at its time, all others at the latest one's: what lay between is known only by its
  /// number. So what follows from one of those is dated late, by less than the window in which
  /// history sums up.
  List<AuthenticationAttempt> attempts() {
    return lastTime == null || count == 1 || !lastTime.isAfter(time)
        ? List.of(attempt(eventId, time, count))
        : List.of(
            attempt(eventId, time, 1),
            attempt(EventIds.derived(eventId, "others"), lastTime, count - 1));
  }

  private AuthenticationAttempt attempt(UUID id, Instant at, long number) {
    return new AuthenticationAttempt(
        Event.SCHEMA_VERSION,
        id,
        at,
        service,
        reason == null ? Outcome.ACCEPTED : Outcome.REJECTED,
        reason,
        source,
        0,
        Transport.UNKNOWN,
        account,
        null,
        null,
        null,
        null,
        EDGE,
        verified,
        (int) Math.min(number, Integer.MAX_VALUE));
  }
}
