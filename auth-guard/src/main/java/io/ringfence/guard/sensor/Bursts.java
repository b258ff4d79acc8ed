package io.ringfence.guard.sensor;

import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Attempts from what was read together: those that are alike and within a second of one another
/// become one with a count. Pure: the same sightings give the same attempts, ids included, so what
/// is read again after a crash is known to who has it already.
///
/// @param sensor the sensor's name: the attempts' `edge`
record Bursts(String sensor, Proof proof) {

  private static final Duration TOGETHER = Duration.ofSeconds(1);

  private record Like(
      Service service,
      Outcome outcome,
      @Nullable Reason reason,
      IpAddress source,
      Transport transport,
      String account,
      boolean verified) {}

  /// @param doubtful whether an attacker may have written some of them: then none is proven
  List<AuthenticationAttempt> attempts(List<Sighting> seen, boolean doubtful) {
    var places = new HashMap<Like, Integer>();
    var attempts = new ArrayList<AuthenticationAttempt>();
    for (var sighting : seen) {
      boolean verified = !doubtful && proof.isGivenBy(sighting.what());
      var attempt = attempt(sighting, verified);
      var like =
          new Like(
              attempt.service(),
              attempt.outcome(),
              attempt.reason(),
              attempt.source(),
              attempt.transport(),
              attempt.account(),
              verified);
      var place = places.get(like);
      if (place != null && isTogether(attempts.get(place), attempt)) {
        attempts.set(place, more(attempts.get(place)));
      } else {
        places.put(like, attempts.size());
        attempts.add(attempt);
      }
    }
    return attempts;
  }

  private static boolean isTogether(AuthenticationAttempt one, AuthenticationAttempt other) {
    return Duration.between(one.occurredAt(), other.occurredAt()).abs().compareTo(TOGETHER) < 0;
  }

  private AuthenticationAttempt attempt(Sighting sighting, boolean verified) {
    var what = sighting.what();
    return new AuthenticationAttempt(
        Event.SCHEMA_VERSION,
        id(sighting),
        sighting.at(),
        what.service(),
        what.outcome(),
        what.reason(),
        what.source(),
        what.port(),
        what.transport(),
        Objects.requireNonNull(Attacker.text(what.account(), AuthenticationAttempt.MAX_TEXT)),
        null,
        Attacker.text(what.method(), AuthenticationAttempt.MAX_TEXT),
        null,
        Attacker.text(what.session(), AuthenticationAttempt.MAX_TEXT),
        sensor,
        verified,
        1);
  }

  private UUID id(Sighting sighting) {
    long millis = Math.max(0, sighting.at().toEpochMilli());
    var time = new UUID(millis << 16 | 0x7000L, Long.MIN_VALUE);
    return EventIds.derived(time, sensor + " " + sighting.place());
  }

  private static AuthenticationAttempt more(AuthenticationAttempt one) {
    return new AuthenticationAttempt(
        one.schemaVersion(),
        one.eventId(),
        one.occurredAt(),
        one.service(),
        one.outcome(),
        one.reason(),
        one.source(),
        one.sourcePort(),
        one.transport(),
        one.account(),
        one.realm(),
        one.method(),
        one.userAgent(),
        one.callId(),
        one.edge(),
        one.sourceVerified(),
        one.count() + 1);
  }
}
