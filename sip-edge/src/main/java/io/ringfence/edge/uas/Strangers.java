package io.ringfence.edge.uas;

import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import java.time.Instant;

/// Bounds the challenges to senders whose address may be forged: a challenge is four times as long
/// as the request for it, and goes to whoever has the address. Not for several threads.
final class Strangers {

  private final SourceRates challenges;
  private final Registrar registrar;
  private final KnownLogins known;

  Strangers(SourceRates challenges, Registrar registrar, KnownLogins known) {
    this.challenges = challenges;
    this.registrar = registrar;
    this.known = known;
  }

  /// Whether a sender that has not answered a challenge at this address gets one now. Whose account
  /// is bound to the address, or has logged in from there, always does: phones of an office come
  /// back all at once.
  boolean mayBeChallenged(SipRequest request, Peer peer, Entry entry, Instant now) {
    return peer.isConnected()
        || entry == Entry.TRUSTED
        || challenges.admits(peer.address(), now.toEpochMilli())
        || isAtHome(request, peer, now);
  }

  private boolean isAtHome(SipRequest request, Peer peer, Instant now) {
    String account = request.from().uri().user();
    return account != null
        && (registrar.isReachedFrom(account, peer.address(), now)
            || known.has(account, peer.address(), now.toEpochMilli()));
  }
}
