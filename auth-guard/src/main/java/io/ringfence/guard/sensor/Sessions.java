package io.ringfence.guard.sensor;

import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Makes one login of what a phone system tells several times: an unknown user is told as such and,
/// when it has answered the challenge, once more as a wrong password; a retransmitted answer is
/// told again. Confined to the sensor's thread.
final class Sessions {

  /// How long after the one the other may follow.
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /// How long an answer may be retransmitted (RFC 3261 §17.1.2.2, timer F).
  private static final Duration RETRANSMITTED = Duration.ofSeconds(32);

  /// Sessions remembered. At the bound the oldest is let go: what it held counts at once.
  static final int MAX = 10_000;

  private record Key(IpAddress source, String session) {}

  /// @param held what waits for its other half
  /// @param told when the login was told
  private record Session(
      @Nullable Sighting held, @Nullable Instant told, @Nullable String answer) {}

  private final SequencedMap<Key, Session> sessions = new LinkedHashMap<>();

  /// What is to be told now because of this.
  List<Sighting> settle(Sighting seen) {
    var session = seen.what().session();
    if (session == null) {
      return List.of(seen);
    }
    var key = new Key(seen.what().source(), session);
    var known = sessions.remove(key);
    var released = new ArrayList<Sighting>();
    if (seen.what().prelude()) {
      sessions.put(key, prelude(known, seen));
    } else {
      tell(known, seen, released);
      sessions.put(key, new Session(null, seen.readAt(), seen.what().fingerprint()));
    }
    while (sessions.size() > MAX) {
      var held = sessions.pollFirstEntry().getValue().held();
      if (held != null) {
        released.add(held);
      }
    }
    return released;
  }

  private static Session prelude(@Nullable Session known, Sighting seen) {
    if (known == null) {
      return new Session(seen, null, null);
    }
    boolean alreadyTold = known.told() != null && isWithin(known.told(), seen, PATIENCE);
    return alreadyTold || known.held() != null
        ? known
        : new Session(seen, known.told(), known.answer());
  }

  private static void tell(@Nullable Session known, Sighting seen, List<Sighting> released) {
    if (known == null) {
      released.add(seen);
      return;
    }
    boolean again =
        known.answer() != null
            && known.answer().equals(seen.what().fingerprint())
            && known.told() != null
            && isWithin(known.told(), seen, RETRANSMITTED);
    if (!again) {
      released.add(known.held() == null ? seen : seen.because(known.held()));
    }
  }

  /// What has waited long enough for another half that did not come.
  List<Sighting> due(Instant now) {
    var due = new ArrayList<Sighting>();
    sessions
        .entrySet()
        .removeIf(
            entry -> {
              var held = entry.getValue().held();
              var told = entry.getValue().told();
              if (held != null && !held.readAt().plus(PATIENCE).isAfter(now)) {
                due.add(held);
                return true;
              }
              return held == null && (told == null || !told.plus(RETRANSMITTED).isAfter(now));
            });
    return due;
  }

  private static boolean isWithin(Instant one, Sighting seen, Duration time) {
    return Duration.between(one, seen.readAt()).abs().compareTo(time) <= 0;
  }
}
