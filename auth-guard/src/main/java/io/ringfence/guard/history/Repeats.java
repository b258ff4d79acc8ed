package io.ringfence.guard.history;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sums up logins that are alike: of the same source, to the same account, failed for the same
/// reason or not at all. The first few within a window have an entry each, as a person would make
/// them; all that follow within the same window share one more, whose count grows. Confined to one
/// thread.
///
/// What is known here of the current windows is lost with the process: then others begin, with
/// entries of their own. So it decides how many rows there are, and never what they add up to. That
/// each record is added exactly once is the store's promise, see [HistoryStore#write].
final class Repeats {

  private static final int INITIAL = 16;
  private static final float LOAD = 0.75f;

  record Likeness(
      Service service,
      IpAddress source,
      String account,
      Transport transport,
      @Nullable Reason reason,
      boolean verified) {

    static Likeness of(AuthenticationAttempt attempt) {
      return new Likeness(
          attempt.service(),
          attempt.source(),
          attempt.account(),
          attempt.transport(),
          attempt.outcome() == Outcome.REJECTED ? attempt.reason() : null,
          attempt.sourceVerified());
    }
  }

  private static final class Window {
    final Instant start;
    int single;
    @Nullable LogEntry shared;

    Window(Instant start) {
      this.start = start;
    }
  }

  private final Duration length;
  private final int singles;
  private final HistoryMeters meters;
  private final Map<Likeness, Window> windows;

  /// @param length of a window, by the time of the attempts
  /// @param singles how many within it have an entry each
  /// @param max windows that are known at once; the one that was not used for longest gives way
  Repeats(Duration length, int singles, int max, HistoryMeters meters) {
    this.length = length;
    this.singles = singles;
    this.meters = meters;
    this.windows =
        new LinkedHashMap<>(INITIAL, LOAD, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Likeness, Window> eldest) {
            boolean full = size() > max;
            if (full) {
              meters.windowGaveWay();
            }
            return full;
          }
        };
  }

  /// What one batch adds.
  Sums batch() {
    return new Sums();
  }

  private Window window(Likeness likeness, Instant at) {
    var window = windows.get(likeness);
    if (window == null || Duration.between(window.start, at).abs().compareTo(length) >= 0) {
      window = new Window(at);
      windows.put(likeness, window);
    }
    return window;
  }

  /// The growth of shared entries within one batch.
  final class Sums {

    private final Map<UUID, LogEntry> growing = new LinkedHashMap<>();
    private final Set<UUID> known = new HashSet<>();

    /// @param entries takes the attempt's entry if it has one of its own
    void add(AuthenticationAttempt attempt, List<LogEntry> entries) {
      var window = window(Likeness.of(attempt), attempt.occurredAt());
      if (window.single < singles) {
        window.single++;
        entries.add(LogEntry.of(attempt));
      } else if (known.add(attempt.eventId())) {
        share(window, attempt);
      }
    }

    private void share(Window window, AuthenticationAttempt attempt) {
      var shared = window.shared;
      if (shared == null) {
        shared = LogEntry.ofAlike(attempt);
        window.shared = shared;
        growing.put(shared.eventId(), shared);
      } else {
        growing.merge(
            shared.eventId(), shared.counting(attempt.count(), attempt.occurredAt()), Sums::sum);
      }
      meters.coalesced();
    }

    private static LogEntry sum(LogEntry one, LogEntry other) {
      return one.counting(one.count() + other.count(), other.latest());
    }

    List<LogEntry> growing() {
      return List.copyOf(growing.values());
    }
  }
}
