package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Reason;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.admission.KnownSources;
import io.ringfence.edge.digest.Authenticator;
import io.ringfence.edge.digest.Verdict;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.registrar.RegisterOutcome;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// REGISTER: authentication, the fuse, the bindings. Not for several threads.
final class RegisterService {

  private final Authenticator authenticator;
  private final Admission admission;
  private final AccountGate gate;
  private final Screen screen;
  private final Screening screening;
  private final KnownSources known;
  private final Fuse fuse;
  private final Registrar registrar;
  private final Transactions transactions;
  private final Logins logins;
  private final Replies replies;
  private final Tally tally;

  RegisterService(
      Authenticator authenticator,
      Admission admission,
      AccountGate gate,
      Screen screen,
      Screening screening,
      KnownSources known,
      Fuse fuse,
      Registrar registrar,
      Transactions transactions,
      Logins logins,
      Replies replies,
      Tally tally) {
    this.authenticator = authenticator;
    this.admission = admission;
    this.gate = gate;
    this.screen = screen;
    this.screening = screening;
    this.known = known;
    this.fuse = fuse;
    this.registrar = registrar;
    this.transactions = transactions;
    this.logins = logins;
    this.replies = replies;
    this.tally = tally;
  }

  /// What to answer, and how to count it.
  ///
  /// @param reply `null` for silence
  record Answer(@Nullable Reply reply, Result result) {}

  Answer handle(SipRequest request, Peer peer, Entry entry, Instant now) {
    var known = transactions.find(request, peer, now.toEpochMilli());
    if (known != null) {
      return new Answer(known.reply(), Result.RETRANSMITTED);
    }
    var access =
        entry == Entry.TRUSTED
            ? AccountGate.Access.OPEN
            : gate.access(request, peer.address(), now);
    return switch (access) {
      case OPEN ->
          login(authenticator.verify(request, peer.address(), now), request, peer, entry, now);
      case BLOCKED -> screen.answer(Cause.ACCOUNT, screening.blockedAccount(), request, peer);
      case SHIELDED -> shielded(request, peer, entry, now);
    };
  }

  /// A stranger at an account under attack. It gets the same work and the same answer as with a
  /// wrong password, so that the account is told from no other, unless another answer is set.
  private Answer shielded(SipRequest request, Peer peer, Entry entry, Instant now) {
    var refusal = screening.shieldedAccount();
    if (!refusal.isChallenge()) {
      return screen.refuse(Cause.ACCOUNT, refusal, request, peer, now);
    }
    var verdict =
        switch (authenticator.verify(request, peer.address(), now)) {
          case Verdict.Accepted(var account) ->
              new Verdict.Rejected(Reason.LOCKED_ACCOUNT, account.number());
          case Verdict.Rejected(var _, var username) ->
              new Verdict.Rejected(Reason.LOCKED_ACCOUNT, username);
          case Verdict.Challenge challenge -> challenge;
          case Verdict.Malformed malformed -> malformed;
          case Verdict.Unavailable unavailable -> unavailable;
        };
    return login(verdict, request, peer, entry, now);
  }

  private Answer login(Verdict verdict, SipRequest request, Peer peer, Entry entry, Instant now) {
    return switch (verdict) {
      case Verdict.Challenge(var stale) -> challenge(request, peer, stale, now);
      case Verdict.Unavailable() ->
          new Answer(replies.unavailable(request, peer), Result.UNAVAILABLE);
      case Verdict.Malformed(var reason) ->
          new Answer(replies.because(reason, request, peer), Result.MALFORMED);
      case Verdict.Rejected(var reason, var username) -> {
        if (entry != Entry.TRUSTED && Fuse.counts(reason)) {
          countFailure(peer, now);
        }
        logins.rejected(request, peer, reason, username, now);
        var reply = challengeReply(request, peer, false, now);
        transactions.completed(request, peer, reply, now.toEpochMilli());
        yield new Answer(reply, Result.REJECTED);
      }
      case Verdict.Accepted(var account) -> register(account, request, peer, now);
    };
  }

  private Answer challenge(SipRequest request, Peer peer, boolean stale, Instant now) {
    var result = stale ? Result.STALE : Result.CHALLENGED;
    return new Answer(challengeReply(request, peer, stale, now), result);
  }

  private Reply challengeReply(SipRequest request, Peer peer, boolean stale, Instant now) {
    var challenges = authenticator.challenges(request, peer.address(), stale, now);
    return replies.challenge(challenges, request, peer);
  }

  private void countFailure(Peer peer, Instant now) {
    var policy = admission.policy();
    if (!policy.enabled()) {
      return;
    }
    int failures = fuse.failed(peer.address(), policy, now.toEpochMilli());
    if (failures > policy.attempts()) {
      tally.guessPastLimit();
    }
  }

  private Answer register(Account account, SipRequest request, Peer peer, Instant now) {
    if (!account.number().equals(request.to().uri().user())) {
      logins.rejected(request, peer, Reason.NOT_PERMITTED, account.number(), now);
      return new Answer(replies.plain(Status.FORBIDDEN, request, peer), Result.FORBIDDEN);
    }
    boolean isReached = registrar.isReachedFrom(account.number(), peer.address(), now);
    logins.accepted(request, peer, account.number(), !isReached, now);
    known.seen(account.number(), peer.address(), now.toEpochMilli());
    return switch (registrar.register(account.number(), request, peer, now)) {
      case RegisterOutcome.Done(var bindings) ->
          new Answer(replies.registered(bindings, request, peer, now), Result.OK);
      case RegisterOutcome.TooBrief(var minExpires) ->
          new Answer(replies.tooBrief(minExpires, request, peer), Result.TOO_BRIEF);
      case RegisterOutcome.Malformed(var reason) ->
          new Answer(replies.because(reason, request, peer), Result.MALFORMED);
      case RegisterOutcome.OutOfOrder() ->
          new Answer(
              replies.plain(Status.SERVER_INTERNAL_ERROR, request, peer), Result.OUT_OF_ORDER);
      case RegisterOutcome.TooMany() ->
          new Answer(replies.plain(Status.FORBIDDEN, request, peer), Result.FORBIDDEN);
    };
  }
}
