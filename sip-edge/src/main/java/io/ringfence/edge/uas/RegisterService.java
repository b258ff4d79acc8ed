package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Reason;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.digest.Authenticator;
import io.ringfence.edge.digest.Verdict;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.registrar.RegisterOutcome;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// REGISTER: authentication, the fuse, the bindings. Not for several threads.
final class RegisterService {

  private static final List<String> PATH = List.of("path");

  private final Authenticator authenticator;
  private final Admission admission;
  private final Fuse fuse;
  private final Registrar registrar;
  private final Transactions transactions;
  private final Logins logins;
  private final Replies replies;
  private final Tally tally;

  RegisterService(
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

  /// What to answer, and how to count it.
  ///
  /// @param reply `null` for silence
  record Answer(@Nullable Reply reply, Result result) {}

  Answer handle(SipRequest request, Peer peer, Entry entry, Instant now) {
    var known = transactions.find(request, peer, now.toEpochMilli());
    if (known != null) {
      return new Answer(known.reply(), Result.RETRANSMITTED);
    }
    return switch (authenticator.verify(request, peer.address(), now)) {
      case Verdict.Challenge(var stale) -> challenge(request, peer, stale, now);
      case Verdict.Unavailable() ->
          new Answer(replies.unavailable(request, peer), Result.UNAVAILABLE);
      case Verdict.Malformed(var reason) ->
          new Answer(replies.because(reason, request, peer), Result.MALFORMED);
      case Verdict.Rejected rejected -> reject(rejected, request, peer, entry, now);
      case Verdict.Accepted(var account) -> register(account, request, peer, now);
    };
  }

  private Answer reject(
      Verdict.Rejected rejected, SipRequest request, Peer peer, Entry entry, Instant now) {
    if (rejected.isGuess() && entry != Entry.TRUSTED) {
      countFailure(peer, now);
    }
    logins.rejected(request, peer, rejected.reason(), rejected.username(), now);
    var reply = challengeReply(request, peer, rejected.isStale(), now);
    if (!rejected.isStale()) {
      transactions.completed(request, peer, reply, now.toEpochMilli());
    }
    return new Answer(reply, Result.REJECTED);
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
    boolean known = registrar.isReachedFrom(account.number(), peer.address(), now);
    logins.accepted(request, peer, account.number(), !known, now);
    return switch (registrar.register(account.number(), request, peer, now)) {
      case RegisterOutcome.Done done ->
          new Answer(replies.registered(done, request, peer, now), Result.OK);
      case RegisterOutcome.TooBrief(var minExpires) ->
          new Answer(replies.tooBrief(minExpires, request, peer), Result.TOO_BRIEF);
      case RegisterOutcome.Malformed(var reason) ->
          new Answer(replies.because(reason, request, peer), Result.MALFORMED);
      case RegisterOutcome.PathNotSupported() ->
          new Answer(replies.unsupported(PATH, request, peer), Result.UNSUPPORTED);
      case RegisterOutcome.FirstHopLacksOutbound() ->
          new Answer(
              replies.plain(Status.FIRST_HOP_LACKS_OUTBOUND, request, peer), Result.UNSUPPORTED);
      case RegisterOutcome.OutOfOrder() ->
          new Answer(
              replies.plain(Status.SERVER_INTERNAL_ERROR, request, peer), Result.OUT_OF_ORDER);
      case RegisterOutcome.TooMany() ->
          new Answer(replies.plain(Status.FORBIDDEN, request, peer), Result.FORBIDDEN);
    };
  }
}
