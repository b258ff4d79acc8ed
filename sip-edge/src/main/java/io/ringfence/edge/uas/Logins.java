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
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells how logins ended. Not for several threads.
final class Logins {

  /// Logins that the fuse does not end, of which there may be many too.
  private static final Set<Reason> COALESCED =
      EnumSet.of(Reason.REPLAYED_NONCE, Reason.STALE_PASSWORD);

  private final String realm;
  private final String edge;
  private final Attempts attempts;
  private final Tally tally;
  private final int maxRefusedSources;
  private static final int MAX_ACCOUNT = 128;

  private final Map<Reason, Refusals<First>> refusals = new EnumMap<>(Reason.class);

  /// The first of several refusals of a source: what is told of all of them.
  ///
  /// @param account empty when it could not be read
  private record First(Peer peer, String account) {

    private First {
      account = account.substring(0, Math.min(account.length(), MAX_ACCOUNT));
    }
  }

  Logins(String realm, String edge, Attempts attempts, Tally tally, int maxRefusedSources) {
    this.realm = realm;
    this.edge = edge;
    this.attempts = attempts;
    this.tally = tally;
    this.maxRefusedSources = maxRefusedSources;
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
    if (COALESCED.contains(reason)) {
      tell(request, peer, reason, username, true, now);
    } else {
      attempts.observed(attempt(Outcome.REJECTED, reason, request, peer, username, true, now));
    }
  }

  /// A call that a lock forbids, of which there may be many: phones redial.
  void notPermitted(SipRequest request, Peer peer, String account, Instant now) {
    tally.attempt(Outcome.REJECTED, Reason.NOT_PERMITTED);
    tell(request, peer, Reason.NOT_PERMITTED, account, true, now);
  }

  /// A request that was refused, of which there may be many.
  void refused(Reason reason, SipRequest request, Peer peer, Instant now) {
    tally.attempt(Outcome.REJECTED, reason);
    String user = request.to().uri().user();
    tell(request, peer, reason, user == null ? "" : user, peer.isConnected(), now);
  }

  private void tell(
      SipRequest request,
      Peer peer,
      Reason reason,
      String account,
      boolean sourceVerified,
      Instant now) {
    int count =
        refusals(reason).refused(peer.address(), new First(peer, account), now.toEpochMilli());
    if (count > 0) {
      var attempt = attempt(Outcome.REJECTED, reason, request, peer, account, sourceVerified, now);
      attempts.observed(count == 1 ? attempt : counted(attempt, count));
    }
  }

  /// A request that was refused and could not be read to its end.
  void refused(Reason reason, Peer peer, Instant now) {
    tally.attempt(Outcome.REJECTED, reason);
    int count = refusals(reason).refused(peer.address(), new First(peer, ""), now.toEpochMilli());
    if (count > 0) {
      attempts.observed(refused(reason, peer, "", count, now));
    }
  }

  /// Requests of a source beyond its rate, counted for a while already.
  void flooded(Peer peer, int count, Instant now) {
    tally.attempt(Outcome.REJECTED, Reason.FLOOD);
    attempts.observed(refused(Reason.FLOOD, peer, "", count, now));
  }

  private Refusals<First> refusals(Reason reason) {
    return refusals.computeIfAbsent(reason, some -> new Refusals<>(maxRefusedSources));
  }

  /// Tells what was refused and not told yet. Of several requests the first one's account is told.
  void sweep(Instant now) {
    refusals.forEach(
        (reason, ofReason) ->
            ofReason.sweep(
                now.toEpochMilli(),
                (first, count) ->
                    attempts.observed(refused(reason, first.peer, first.account, count, now))));
  }

  private AuthenticationAttempt refused(
      Reason reason, Peer peer, String account, int count, Instant now) {
    var attempt =
        AuthenticationAttempt.observed(
            now,
            Service.SIP,
            Outcome.REJECTED,
            reason,
            peer.address(),
            peer.port(),
            peer.transport(),
            account,
            realm,
            null,
            null,
            null,
            edge,
            peer.isConnected() || COALESCED.contains(reason));
    return count == 1 ? attempt : counted(attempt, count);
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
