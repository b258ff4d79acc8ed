package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Reason;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Entry;
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
  private final Fuse fuse;
  private final Registrar registrar;
  private final Transactions transactions;
  private final Logins logins;
  private final Replies replies;
  private final Tally tally;

  LoginService(
      Authenticator authenticator,
      Admission admission,
      Fuse fuse,
      Registrar registrar,
      Transactions transactions,
      Logins logins,
      Replies replies,
      Tally tally) {
    this.authenticator = authenticator;
    this.admission = admission;
    this.fuse = fuse;
    this.registrar = registrar;
    this.transactions = transactions;
    this.logins = logins;
    this.replies = replies;
    this.tally = tally;
  }

  Login login(SipRequest request, Challenger as, Peer peer, Entry entry, Instant now) {
    var known = transactions.find(request, peer, now.toEpochMilli());
    if (known != null) {
      return new Stopped(new Answer(known.reply(), Result.RETRANSMITTED));
    }
    return switch (authenticator.verify(request, as.credentials(), peer.address(), now)) {
      case Verdict.Challenge(var stale) -> {
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
    if (rejected.isGuess() && entry != Entry.TRUSTED) {
      countFailure(peer, now);
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

  /// Tells that an account has logged in; from where it is bound already it is only counted.
  void accepted(Account account, SipRequest request, Peer peer, Instant now) {
    boolean known = registrar.isReachedFrom(account.number(), peer.address(), now);
    logins.accepted(request, peer, account.number(), !known, now);
  }

  /// Keeps the answer to a request whose sender has logged in: its credentials are used up, so its
  /// retransmission cannot be judged anew. Of REGISTER it can.
  Answer kept(Answer answer, SipRequest request, Peer peer, Instant now) {
    if (answer.reply() != null) {
      transactions.completed(request, peer, answer.reply(), now.toEpochMilli());
    }
    return answer;
  }

  /// The password is right, but the request is for another account.
  Answer notPermitted(Account account, SipRequest request, Peer peer, Instant now) {
    logins.rejected(request, peer, Reason.NOT_PERMITTED, account.number(), now);
    return new Answer(replies.plain(Status.FORBIDDEN, request, peer), Result.FORBIDDEN);
  }
}
