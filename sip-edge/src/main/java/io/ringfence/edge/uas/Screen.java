package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.HeaderTable;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Refuses requests right after they were read, whatever they ask for: from outside the group that
/// SIP is restricted to, of known scanners, for somebody else's domain. Not for several threads.
final class Screen {

  private final Screening screening;
  private final Domain domain;
  private final Predicate<IpAddress> isUpstream;
  private final Logins logins;
  private final Replies replies;
  private final Tally tally;

  Screen(
      Screening screening,
      Domain domain,
      Predicate<IpAddress> isUpstream,
      Logins logins,
      Replies replies,
      Tally tally) {
    this.screening = screening;
    this.domain = domain;
    this.isUpstream = isUpstream;
    this.logins = logins;
    this.replies = replies;
    this.tally = tally;
  }

  /// @return `null` when the request is to go on
  @Nullable Answer check(SipRequest request, Peer peer, Entry entry, Instant now) {
    var cause = cause(request, entry);
    return cause == null || isUpstream.test(peer.address())
        ? null
        : refuse(cause, screening.of(cause), request, peer, now);
  }

  private @Nullable Cause cause(SipRequest request, Entry entry) {
    if (entry == Entry.TRUSTED) {
      return null;
    }
    if (entry == Entry.NOT_PERMITTED) {
      return Cause.NOT_PERMITTED;
    }
    if (isScanner(request)) {
      return Cause.SCANNER;
    }
    return request.uri().isSip() && isNew(request) && isAmongOthers(request)
        ? Cause.WRONG_DOMAIN
        : null;
  }

  /// Whether it is for somebody else's domain. Our accounts may call others: the proxy asks who
  /// they are.
  private boolean isAmongOthers(SipRequest request) {
    return !domain.covers(request.uri())
        && (request.method() == Method.REGISTER || !domain.covers(request.from().uri()));
  }

  /// Within a dialog the Request-URI is the peer's contact (RFC 3261 §12.2.1.1), and on a route
  /// it may be anybody's.
  private static boolean isNew(SipRequest request) {
    return request.to().tag() == null && request.headers().count(Header.ROUTE) == 0;
  }

  private boolean isScanner(SipRequest request) {
    return screening.scannerAgents().isIn(request.headers(), Header.USER_AGENT)
        || isScanner(request.from().display())
        || isScanner(request.to().display())
        || isScanner(request.uri().user())
        || isScanner(request.from().uri().user());
  }

  private boolean isScanner(@Nullable String name) {
    return name != null && screening.scannerNames().isIn(name);
  }

  /// Refuses a request. The sender of many is told to auth-guard once a second.
  Answer refuse(Cause cause, Refusal refusal, SipRequest request, Peer peer, Instant now) {
    logins.refused(cause.reason(), request, peer, now);
    return answer(cause, refusal, request, peer);
  }

  /// Refuses a request that needs not be told of.
  Answer answer(Cause cause, Refusal refusal, SipRequest request, Peer peer) {
    return switch (refusal) {
      case Refusal.Silence() -> {
        tally.dropped(peer.transport(), cause.drop());
        yield new Answer(null, Result.REFUSED);
      }
      case Refusal.Answer(var status) ->
          new Answer(replies.plain(status, request, peer), cause.result());
    };
  }

  /// The cause to refuse a request for that could not be read to its end.
  @Nullable Cause ofMalformed(HeaderTable headers, Peer peer, Entry entry, Instant now) {
    if (entry == Entry.NOT_PERMITTED) {
      return Cause.NOT_PERMITTED;
    }
    if (entry != Entry.TRUSTED && screening.scannerAgents().isIn(headers, Header.USER_AGENT)) {
      logins.refused(Reason.SCANNER, peer, now);
      return Cause.SCANNER;
    }
    return null;
  }

  Refusal refusal(Cause cause) {
    return screening.of(cause);
  }
}
