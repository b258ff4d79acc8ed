package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// How many notices of one kind are mailed within an hour, by the alerts' time: an attack from a
/// thousand sources is no thousand mails. An alert that comes again counts once. All are in the
/// security log. For any thread.
public final class NoticeLimit {

  private static final Duration HOUR = Duration.ofHours(1);

  private final int perHour;
  private final Map<Kind, Map<UUID, Instant>> mailed = new EnumMap<>(Kind.class);

  public NoticeLimit(int perHour) {
    this.perHour = perHour;
  }

  /// Whether this one is mailed. Blocks, locks, calls that cost and open firewalls always are.
  public synchronized boolean admits(SecurityAlert alert) {
    return switch (alert.kind()) {
      case RULE_WATCHED, STALE_PASSWORD, SUCCESS_AFTER_GUESSING, FIREWALL_DRIFT, FIREWALL_LEAK ->
          takes(alert);
      case SOURCE_BLOCKED,
          TOLL_WARNING,
          TOLL_CRITICAL,
          PBX_LOCKED,
          PBX_UNLOCKED,
          FIREWALL_OPENED,
          FIREWALL_CLOSED,
          UNKNOWN ->
          true;
    };
  }

  private boolean takes(SecurityAlert alert) {
    var at = alert.occurredAt();
    var times = mailed.computeIfAbsent(alert.kind(), _ -> new HashMap<>());
    times.values().removeIf(time -> Duration.between(time, at).abs().compareTo(HOUR) >= 0);
    if (!times.containsKey(alert.eventId()) && times.size() >= perHour) {
      return false;
    }
    times.put(alert.eventId(), at);
    return true;
  }
}
