package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Reason;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.digest.Authenticator;
import io.ringfence.edge.digest.Verdict;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import java.time.Instant;

/// Who sends a request: credentials, the fuse, and what is told of logins. Not for several threads.
final class LoginService {

  /// What came of it.
  sealed interface Login {}

  /// The sender is this account.
  record Passed(Account account) implements Login {}

  /// The sender is not known: this is the answer.
  record Stopped(Answer answer) implements Login {}

  private final Authenticator authenticator;
  private final Admission admission;
  private final AccountGate gate;
  private final Strangers strangers;
  private final Screen screen;
  private final Screening screening;
  private final KnownLogins known;
  private final RegisteredTrunks trunks;
  private final Fuse fuse;
  private final Registrar registrar;
  private final Transactions transactions;
  private final Logins logins;
  private final Replies replies;
  private final Tally tally;

  LoginService(
      Authenticator authenticator,
      Admission admission,
      AccountGate gate,
      Strangers strangers,
      Screen screen,
      Screening screening,
      KnownLogins known,
      RegisteredTrunks trunks,
      Fuse fuse,
      Registrar registrar,
      Transactions transactions,
      Logins logins,
      Replies replies,
      Tally tally) {
    this.authenticator = authenticator;
    this.admission = admission;
    this.gate = gate;
    this.strangers = strangers;
    this.screen = screen;
    this.screening = screening;
    this.known = known;
    this.trunks = trunks;
    this.fuse = fuse;
    this.registrar = registrar;
    this.transactions = transactions;
    this.logins = logins;
    this.replies = replies;
    this.tally = tally;
  }

  Login login(SipRequest request, Challenger as, Peer peer, Entry entry, Instant now) {
    var repeated = transactions.find(request, peer, now.toEpochMilli());
    if (repeated != null) {
      return new Stopped(new Answer(repeated.reply(), Result.RETRANSMITTED));
    }
    var access =
        entry == Entry.TRUSTED
            ? AccountGate.Access.OPEN
            : gate.access(request, as.credentials(), peer.address(), now);
    return switch (access) {
      case OPEN -> judge(verdict(request, as, peer, now), request, as, peer, entry, now);
      case BLOCKED ->
          new Stopped(screen.answer(Cause.ACCOUNT, screening.blockedAccount(), request, peer));
      case SHIELDED -> shielded(request, as, peer, entry, now);
    };
  }

  private Verdict verdict(SipRequest request, Challenger as, Peer peer, Instant now) {
    return authenticator.verify(request, as.credentials(), peer.address(), now);
  }

  /// A stranger at an account under attack. It gets the same work and the same answer as with a
  /// wrong password, so that the account is told from no other, unless another answer is set.
  private Login shielded(SipRequest request, Challenger as, Peer peer, Entry entry, Instant now) {
    var refusal = screening.shieldedAccount();
    if (!refusal.isChallenge()) {
      return new Stopped(screen.refuse(Cause.ACCOUNT, refusal, request, peer, now));
    }
    var withheld =
        switch (verdict(request, as, peer, now)) {
          case Verdict.Accepted(var account) ->
              new Verdict.Rejected(Reason.LOCKED_ACCOUNT, account.number());
          case Verdict.Rejected rejected when rejected.isStale() -> rejected;
          case Verdict.Rejected(var _, var username) ->
              new Verdict.Rejected(Reason.LOCKED_ACCOUNT, username);
          case Verdict.Challenge challenge -> challenge;
          case Verdict.Malformed malformed -> malformed;
          case Verdict.Unavailable unavailable -> unavailable;
        };
    return judge(withheld, request, as, peer, entry, now);
  }

  private Login judge(
      Verdict verdict, SipRequest request, Challenger as, Peer peer, Entry entry, Instant now) {
    return switch (verdict) {
      case Verdict.Challenge(var _, var isVerified)
          when !isVerified && !strangers.mayBeChallenged(request, peer, entry, now) -> {
        tally.dropped(peer.transport(), Drop.RATE);
        yield new Stopped(Answer.none(Result.REFUSED));
      }
      case Verdict.Challenge(var stale, var _) -> {
        var result = stale ? Result.STALE : Result.CHALLENGED;
        yield new Stopped(new Answer(challenge(request, as, peer, stale, now), result));
      }
      case Verdict.Unavailable() ->
          new Stopped(new Answer(replies.unavailable(request, peer), Result.UNAVAILABLE));
      case Verdict.Malformed(var reason) ->
          new Stopped(new Answer(replies.because(reason, request, peer), Result.MALFORMED));
      case Verdict.Rejected rejected ->
          new Stopped(reject(rejected, request, as, peer, entry, now));
      case Verdict.Accepted(var account) -> new Passed(account);
    };
  }

  private Answer reject(
      Verdict.Rejected rejected,
      SipRequest request,
      Challenger as,
      Peer peer,
      Entry entry,
      Instant now) {
    if (entry != Entry.TRUSTED && Fuse.counts(rejected.reason())) {
      countFailure(peer, rejected.username(), now);
    }
    logins.rejected(request, peer, rejected.reason(), rejected.username(), now);
    var reply = challenge(request, as, peer, rejected.isStale(), now);
    if (!rejected.isStale()) {
      transactions.completed(request, peer, reply, now.toEpochMilli());
    }
    return new Answer(reply, Result.REJECTED);
  }

  private Reply challenge(
      SipRequest request, Challenger as, Peer peer, boolean stale, Instant now) {
    var challenges = authenticator.challenges(request, peer.address(), stale, now);
    return replies.challenge(as, challenges, request, peer);
  }

  private void countFailure(Peer peer, String username, Instant now) {
    var policy = admission.policy();
    if (!policy.enabled() || trunks.spare(peer.address(), now)) {
      return;
    }
    long nowMillis = now.toEpochMilli();
    var neighbourhood = known.neighbourhood(username, peer.address(), nowMillis);
    int failures = fuse.failed(peer.address(), username, neighbourhood, policy, nowMillis);
    if (failures > policy.attempts()) {
      tally.guessPastLimit();
    }
  }

  /// Tells that an account has logged in. From where it is bound already that is told once a day,
  /// and else only counted; of a trunk it is told more often.
  void accepted(Account account, SipRequest request, Peer peer, Instant now) {
    boolean isDue = trunks.isDue(account.number(), peer.address(), now);
    boolean isNews = isDue || !registrar.isUsualFrom(account.number(), peer.address(), now);
    logins.accepted(request, peer, account.number(), isNews, now);
    if (isNews) {
      known.seen(account.number(), peer.address(), now.toEpochMilli());
    }
  }

  /// Keeps the answer to a request whose sender has logged in: its credentials are used up, so its
  /// retransmission cannot be judged anew. Of REGISTER it can.
  Answer kept(Answer answer, SipRequest request, Peer peer, Instant now) {
    if (answer.reply() != null) {
      transactions.completed(request, peer, answer.reply(), now.toEpochMilli());
    }
    return answer;
  }

  /// The password is right, but a lock forbids the call.
  void locked(Account account, SipRequest request, Peer peer, Instant now) {
    logins.notPermitted(request, peer, account.number(), now);
  }

  /// The password is right, but the request is for another account.
  Answer notPermitted(Account account, SipRequest request, Peer peer, Instant now) {
    logins.rejected(request, peer, Reason.NOT_PERMITTED, account.number(), now);
    return new Answer(replies.plain(Status.FORBIDDEN, request, peer), Result.FORBIDDEN);
  }
}
