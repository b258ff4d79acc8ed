package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.SecurityAlert.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/// How many notices of one kind are mailed within an hour, by the alerts' time: an attack from a
/// thousand sources is no thousand mails. All are in the security log. For any thread.
public final class NoticeLimit {

  private static final Duration HOUR = Duration.ofHours(1);

  private final int perHour;
  private final Map<Kind, Deque<Instant>> mailed = new EnumMap<>(Kind.class);

  public NoticeLimit(int perHour) {
    this.perHour = perHour;
  }

  /// Whether this one is mailed. Blocks, locks, calls that cost and open firewalls always are.
  public synchronized boolean admits(Kind kind, Instant at) {
    return switch (kind) {
      case RULE_WATCHED, STALE_PASSWORD, SUCCESS_AFTER_GUESSING, FIREWALL_DRIFT, FIREWALL_LEAK ->
          takes(kind, at);
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

  private boolean takes(Kind kind, Instant at) {
    var times = mailed.computeIfAbsent(kind, _ -> new ArrayDeque<>());
    times.removeIf(time -> Duration.between(time, at).abs().compareTo(HOUR) >= 0);
    if (times.size() >= perHour) {
      return false;
    }
    times.add(at);
    return true;
  }
}
