package io.ringfence.edge.uas;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.edge.admission.Refusals;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells how logins ended. Not for several threads.
final class Logins {

  private final String realm;
  private final String edge;
  private final Attempts attempts;
  private final Tally tally;
  private final Map<Reason, Refusals<Peer>> coalesced = new EnumMap<>(Reason.class);

  /// @param maxSources of which events are coalesced, for each reason that is
  Logins(String realm, String edge, Attempts attempts, Tally tally, int maxSources) {
    this.realm = realm;
    this.edge = edge;
    this.attempts = attempts;
    this.tally = tally;
    for (Reason reason :
        List.of(Reason.NOT_PERMITTED, Reason.REPLAYED_NONCE, Reason.STALE_PASSWORD)) {
      coalesced.put(reason, new Refusals<>(maxSources));
    }
  }

  /// @param isAnnounced whether auth-guard is told; a phone that refreshes its binding is only
  ///     counted
  void accepted(SipRequest request, Peer peer, String account, boolean isAnnounced, Instant now) {
    tally.attempt(Outcome.ACCEPTED, null);
    if (isAnnounced) {
      attempts.observed(attempt(Outcome.ACCEPTED, null, request, peer, account, true, now));
    }
  }

  /// What the fuse does not end is told once a second of a source.
  ///
  /// @param username as the peer wrote it
  void rejected(SipRequest request, Peer peer, Reason reason, String username, Instant now) {
    tally.attempt(Outcome.REJECTED, reason);
    tell(request, peer, reason, username, true, now);
  }

  /// A request from outside the group that SIP is restricted to.
  void notPermitted(SipRequest request, Peer peer, Instant now) {
    tally.attempt(Outcome.REJECTED, Reason.NOT_PERMITTED);
    String user = request.to().uri().user();
    tell(request, peer, Reason.NOT_PERMITTED, user == null ? "" : user, peer.isConnected(), now);
  }

  private void tell(
      SipRequest request,
      Peer peer,
      Reason reason,
      String account,
      boolean sourceVerified,
      Instant now) {
    var refusals = coalesced.get(reason);
    int count = refusals == null ? 1 : refusals.refused(peer.address(), peer, now.toEpochMilli());
    if (count > 0) {
      var attempt = attempt(Outcome.REJECTED, reason, request, peer, account, sourceVerified, now);
      attempts.observed(count == 1 ? attempt : counted(attempt, count));
    }
  }

  /// Tells what was coalesced and not told yet. Of several requests only the source is told.
  void sweep(Instant now) {
    coalesced.forEach(
        (reason, refusals) ->
            refusals.sweep(
                now.toEpochMilli(),
                (peer, count) -> attempts.observed(refused(reason, peer, count, now))));
  }

  private AuthenticationAttempt refused(Reason reason, Peer peer, int count, Instant now) {
    var attempt =
        AuthenticationAttempt.observed(
            now,
            Service.SIP,
            Outcome.REJECTED,
            reason,
            peer.address(),
            peer.port(),
            peer.transport(),
            "",
            realm,
            null,
            null,
            null,
            edge,
            peer.isConnected() || reason != Reason.NOT_PERMITTED);
    return counted(attempt, count);
  }

  private AuthenticationAttempt attempt(
      Outcome outcome,
      @Nullable Reason reason,
      SipRequest request,
      Peer peer,
      String account,
      boolean sourceVerified,
      Instant now) {
    return AuthenticationAttempt.observed(
        now,
        Service.SIP,
        outcome,
        reason,
        peer.address(),
        peer.port(),
        peer.transport(),
        account,
        realm,
        request.methodName(),
        request.userAgent(),
        request.callId(),
        edge,
        sourceVerified);
  }

  private static AuthenticationAttempt counted(AuthenticationAttempt one, int count) {
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
        count);
  }
}
