package io.ringfence.guard.toll;

import io.ringfence.contracts.config.TollPolicy;
import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.CallState;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.LockOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A call that costs, as it is at `occurredAt`, for the account's count or for that of all: on
/// topic `toll`, keyed by [#key].
///
/// @param account whose count; `null` for that of all
/// @param until how long it is known to have lasted
/// @param over whether it lasts no longer
public record TollCall(
    UUID eventId,
    Instant occurredAt,
    @Nullable String account,
    UUID call,
    Instant answeredAt,
    Instant until,
    boolean over) {

  /// A clock that is further ahead is wrong altogether.
  private static final Duration MAX_AHEAD = Duration.ofDays(1);

  private static final int MAX_ACCOUNT = 64;

  public TollCall {
    if (eventId == null
        || occurredAt == null
        || call == null
        || answeredAt == null
        || until == null) {
      throw new IllegalArgumentException("not a TollCall: a field is missing");
    }
    if (until.isBefore(answeredAt)) {
      until = answeredAt;
    }
  }

  /// The account, or the word that stands for all of them.
  public String key() {
    return LockOrder.key(account);
  }

  /// The call, for the count of its account, or of all when it has none; `null` when it does not
  /// count. It counts from its answer, for only then it costs, and only then it is certain that
  /// whoever serves it has let the account call.
  ///
  /// @param isTrusted whether its source is trusted, or a registered trunk's
  public static @Nullable TollCall of(
      CallEvent event, TollPolicy policy, boolean isTrusted, Instant now) {
    var answeredAt = event.answeredAt();
    String account = Attacker.text(event.account(), MAX_ACCOUNT);
    if (answeredAt == null
        || event.direction() != CallDirection.OUTGOING
        || event.isEmergency()
        || event.occurredAt().isAfter(now.plus(MAX_AHEAD))
        || answeredAt.isBefore(Instant.EPOCH)
        || (isTrusted && policy.exemptTrustedSources())
        || (account != null && policy.exemptAccounts().contains(account))
        || !Destinations.cost(event.to(), event.destination(), policy)) {
      return null;
    }
    boolean isOver = event.state() == CallState.ENDED;
    return new TollCall(
        event.eventId(),
        event.occurredAt(),
        account == null || account.isEmpty() ? null : account,
        event.call(),
        answeredAt,
        isOver ? Objects.requireNonNull(event.endedAt()) : event.occurredAt(),
        isOver);
  }

  /// The same for the count of all.
  TollCall ofAll() {
    return new TollCall(
        EventIds.derived(eventId, LockOrder.PBX), occurredAt, null, call, answeredAt, until, over);
  }
}
