package io.ringfence.edge.call;

import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A call.
record Call(UUID id, Invitation invitation, Instant startedAt, Phase phase) {

  Call in(Phase next) {
    return next == phase ? this : new Call(id, invitation, startedAt, next);
  }

  /// How it is told.
  CallEvent event(String edge, Instant now) {
    Phase.@Nullable Ended over = phase instanceof Phase.Ended ended ? ended : null;
    @Nullable Instant answeredAt =
        switch (phase) {
          case Phase.Answered answered -> answered.answeredAt();
          case Phase.Ended ended -> ended.answeredAt();
          case Phase.Attempted _, Phase.Challenged _ -> null;
        };
    return new CallEvent(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        now,
        id,
        phase.state(),
        Invitation.safe(invitation.callId()),
        invitation.direction(),
        invitation.account(),
        invitation.from(),
        invitation.dialled().number(),
        invitation.dialled().destination(),
        invitation.dialled().isEmergency(),
        invitation.source().address(),
        invitation.source().port(),
        invitation.source().transport(),
        invitation.userAgent(),
        invitation.upstream(),
        startedAt,
        answeredAt,
        over == null ? null : over.endedAt(),
        over == null || answeredAt == null ? null : length(answeredAt, over.endedAt()),
        over == null ? null : over.end(),
        over == null ? null : over.status(),
        over == null ? null : over.actor(),
        edge);
  }

  private static Duration length(Instant from, Instant to) {
    var length = Duration.between(from, to);
    return length.isNegative() ? Duration.ZERO : length;
  }
}
