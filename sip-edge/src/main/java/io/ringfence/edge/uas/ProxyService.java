package io.ringfence.edge.uas;

import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.proxy.Decision;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import java.time.Instant;
import java.util.ArrayList;

/// Requests for others: who sends them, and on they go. Not for several threads.
final class ProxyService {

  private final Proxy proxy;
  private final LoginService logins;
  private final Replies replies;

  ProxyService(Proxy proxy, LoginService logins, Replies replies) {
    this.proxy = proxy;
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
    boolean isTrusted = entry == Entry.TRUSTED;
    return switch (proxy.decide(request, peer, isTrusted, null, now)) {
      case Decision.Challenge() -> login(request, peer, entry, now);
      case Decision.Locked _ -> throw new IllegalStateException("not known yet who calls");
      case Decision.Refuse refused -> refuse(refused, request, peer);
      case Decision.Forward forward -> forward(forward, request, peer);
    };
  }

  private Answer login(SipRequest request, Peer peer, Entry entry, Instant now) {
    return switch (logins.login(request, Challenger.PROXY, peer, entry, now)) {
      case LoginService.Stopped(var answer) -> answer;
      case LoginService.Passed(var account) -> {
        if (!proxy.isFrom(account.number(), request)) {
          var refused = logins.notPermitted(account, request, peer, now);
          yield logins.kept(refused, request, peer, now);
        }
        logins.accepted(account, request, peer, now);
        boolean isTrusted = entry == Entry.TRUSTED;
        var answer =
            switch (proxy.decide(request, peer, isTrusted, account.number(), now)) {
              case Decision.Challenge() -> throw new IllegalStateException("challenged twice");
              case Decision.Locked(var lock) -> {
                logins.locked(account, request, peer, now);
                yield new Answer(replies.locked(lock, request, peer), Result.LOCKED);
              }
              case Decision.Refuse refused -> refuse(refused, request, peer);
              case Decision.Forward forward -> forward(forward, request, peer);
            };
        yield logins.kept(answer, request, peer, now);
      }
    };
  }

  private Answer refuse(Decision.Refuse refused, SipRequest request, Peer peer) {
    var result =
        switch (refused.status().code() / 100) {
          case 5 -> Result.UNAVAILABLE;
          default -> Result.REFUSED;
        };
    if (refused.status() == Status.SERVICE_UNAVAILABLE) {
      return new Answer(replies.unavailable(request, peer), result);
    }
    return new Answer(replies.because(refused.status(), refused.reason(), request, peer), result);
  }

  private Answer forward(Decision.Forward forward, SipRequest request, Peer peer) {
    return proxy.forward(forward)
        ? Answer.none(Result.FORWARDED)
        : new Answer(replies.unavailable(request, peer), Result.OVERLOADED);
  }

  /// An ACK gets no answer, whatever becomes of it.
  Result acknowledge(SipRequest ack, Peer peer, Instant now) {
    if (proxy.absorbs(ack, peer)) {
      return Result.OK;
    }
    return proxy.acknowledge(ack, peer, now) ? Result.FORWARDED : Result.IGNORED;
  }

  Answer cancel(SipRequest request, Peer peer) {
    if (proxy.cancel(request, peer)) {
      return new Answer(replies.plain(Status.OK, request, peer), Result.OK);
    }
    return new Answer(replies.plain(Status.NO_SUCH_TRANSACTION, request, peer), Result.NOT_FOUND);
  }
}
