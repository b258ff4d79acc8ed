package io.ringfence.edge.uas;

import io.ringfence.edge.account.Account;
import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.registrar.RegisterOutcome;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import java.time.Instant;

/// REGISTER: who it is, and the bindings. Not for several threads.
final class RegisterService {

  private final LoginService logins;
  private final Registrar registrar;
  private final Replies replies;

  RegisterService(LoginService logins, Registrar registrar, Replies replies) {
    this.logins = logins;
    this.registrar = registrar;
    this.replies = replies;
  }

  Answer handle(SipRequest request, Peer peer, Entry entry, Instant now) {
    return switch (logins.login(request, Challenger.REGISTRAR, peer, entry, now)) {
      case LoginService.Stopped(var answer) -> answer;
      case LoginService.Passed(var account) -> register(account, request, peer, now);
    };
  }

  private Answer register(Account account, SipRequest request, Peer peer, Instant now) {
    if (!account.number().equals(request.to().uri().user())) {
      return logins.notPermitted(account, request, peer, now);
    }
    logins.accepted(account, request, peer, now);
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
