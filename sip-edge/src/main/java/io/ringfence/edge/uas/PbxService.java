package io.ringfence.edge.uas;

import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.guard.Presented;
import io.ringfence.edge.guard.Verdicts;
import io.ringfence.edge.proxy.Decision;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Requests when a PBX behind us owns the accounts: on they go to it, or to the phones it calls.
/// Not for several threads.
final class PbxService {

  private final Proxy proxy;
  private final AccountGate gate;
  private final Strangers strangers;
  private final Tally tally;
  private final Screen screen;
  private final Screening screening;
  private final Verdicts verdicts;
  private final PbxLogins logins;
  private final Replies replies;

  PbxService(
      Proxy proxy,
      AccountGate gate,
      Strangers strangers,
      Tally tally,
      Screen screen,
      Screening screening,
      Verdicts verdicts,
      PbxLogins logins,
      Replies replies) {
    this.proxy = proxy;
    this.gate = gate;
    this.strangers = strangers;
    this.tally = tally;
    this.screen = screen;
    this.screening = screening;
    this.verdicts = verdicts;
    this.logins = logins;
    this.replies = replies;
  }

  Answer handle(SipRequest request, Peer peer, Entry entry, Instant now) {
    if (proxy.absorbs(request, peer)) {
      return Answer.none(Result.RETRANSMITTED);
    }
    var extensions = new ArrayList<>(Extensions.named(request, Header.PROXY_REQUIRE));
    if (!extensions.isEmpty()) {
      extensions.addAll(Extensions.named(request, Header.REQUIRE));
      return new Answer(replies.unsupported(extensions, request, peer), Result.UNSUPPORTED);
    }
    return switch (proxy.decide(request, peer, entry == Entry.TRUSTED, null, now)) {
      case Decision.Challenge() -> throw new IllegalStateException("the PBX challenges, not we");
      case Decision.Locked(var lock) ->
          new Answer(replies.locked(lock, request, peer), Result.LOCKED);
      case Decision.Refuse refused -> refuse(refused, request, peer);
      case Decision.Forward forward ->
          proxy.isUpstream(peer.address())
              ? fromPbx(forward, request, peer)
              : toPbx(forward, request, peer, entry, now);
    };
  }

  private Answer refuse(Decision.Refuse refused, SipRequest request, Peer peer) {
    return refused.status() == Status.SERVICE_UNAVAILABLE
        ? unavailable(request, peer)
        : new Answer(
            replies.because(refused.status(), refused.reason(), request, peer), Result.REFUSED);
  }

  private Answer unavailable(SipRequest request, Peer peer) {
    return new Answer(replies.unavailable(request, peer), Result.UNAVAILABLE);
  }

  private Answer overloaded(SipRequest request, Peer peer) {
    return new Answer(replies.unavailable(request, peer), Result.OVERLOADED);
  }

  private Answer fromPbx(Decision.Forward forward, SipRequest request, Peer peer) {
    return proxy.forward(forward) ? Answer.none(Result.FORWARDED) : overloaded(request, peer);
  }

  private Answer toPbx(
      Decision.Forward forward, SipRequest request, Peer peer, Entry entry, Instant now) {
    if (!proxy.isPbxReachable()) {
      return unavailable(request, peer);
    }
    Presented presented;
    try {
      presented = Presented.of(request, peer.address(), verdicts.nonces(), now.toEpochMilli());
    } catch (SipParseException e) {
      return new Answer(replies.because(e.reason(), request, peer), Result.MALFORMED);
    }
    if (forward.isBeginning()
        && !presented.areProven()
        && !strangers.mayBeChallenged(request, peer, entry, now)) {
      tally.dropped(peer.transport(), Drop.RATE);
      return Answer.none(Result.REFUSED);
    }
    return switch (access(request, presented, peer, entry, now)) {
      case OPEN -> send(forward, new Errand(request, peer, entry, presented, false, logins));
      case BLOCKED -> screen.answer(Cause.ACCOUNT, screening.blockedAccount(), request, peer);
      case SHIELDED ->
          screening.shieldedAccount().isChallenge()
              ? send(forward, new Errand(request, peer, entry, presented, true, logins))
              : screen.refuse(Cause.ACCOUNT, screening.shieldedAccount(), request, peer, now);
    };
  }

  private AccountGate.Access access(
      SipRequest request, Presented presented, Peer peer, Entry entry, Instant now) {
    if (entry == Entry.TRUSTED) {
      return AccountGate.Access.OPEN;
    }
    @Nullable String username = presented.areProven() ? presented.username() : null;
    return gate.access(request, username, peer.address(), now);
  }

  private Answer send(Decision.Forward forward, Errand errand) {
    var held = proxy.hold(forward.with(errand));
    if (held == null) {
      return overloaded(errand.request(), errand.peer());
    }
    errand.hold(held);
    if (!errand.isLogin()) {
      errand.send(held, false);
    } else if (logins.enters(errand)) {
      errand.send(held, true);
    } else if (!logins.queues(errand)) {
      held.refuse();
    }
    return Answer.none(Result.FORWARDED);
  }

  long evictedNonces() {
    return verdicts.nonces().evicted();
  }

  PbxLogins logins() {
    return logins;
  }

  void sweep(Instant now) {
    logins.sweep(now);
  }
}
