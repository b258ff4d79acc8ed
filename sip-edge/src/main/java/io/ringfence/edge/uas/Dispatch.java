package io.ringfence.edge.uas;

import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.load.Intake;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Brings each request that was read to whom it is for, or refuses it for what it is. Not for
/// several threads.
final class Dispatch {

  private final Domain domain;
  private final BooleanSupplier ready;
  private final Intake intake;
  private final Screen screen;
  private final Registrar registrar;
  private final RegisterService registers;
  private final Proxy proxy;
  private final ProxyService proxying;
  private final @Nullable PbxService pbx;
  private final Transactions transactions;
  private final Replies replies;

  /// @param ready whether configuration, blocks and accounts are there; otherwise requests get 503
  /// @param pbx `null` when the accounts are ours
  Dispatch(
      Domain domain,
      BooleanSupplier ready,
      Intake intake,
      Screen screen,
      Registrar registrar,
      RegisterService registers,
      Proxy proxy,
      ProxyService proxying,
      @Nullable PbxService pbx,
      Transactions transactions,
      Replies replies) {
    this.domain = domain;
    this.ready = ready;
    this.intake = intake;
    this.screen = screen;
    this.registrar = registrar;
    this.registers = registers;
    this.proxy = proxy;
    this.proxying = proxying;
    this.pbx = pbx;
    this.transactions = transactions;
    this.replies = replies;
  }

  Answer decide(SipRequest request, Peer peer, Entry entry, Instant now) {
    var refused = screen.check(request, peer, entry, now);
    if (refused != null) {
      return refused;
    }
    if (!ready.getAsBoolean()) {
      return new Answer(replies.unavailable(request, peer), Result.UNAVAILABLE);
    }
    var early = intake.takesAll() ? null : whenNotAllIsTaken(request, peer, entry, now);
    if (early != null) {
      return early;
    }
    if (!request.uri().isSip()) {
      return plain(Status.UNSUPPORTED_URI_SCHEME, Result.UNSUPPORTED, request, peer);
    }
    if (pbx != null) {
      return guarded(pbx, request, peer, entry, now);
    }
    return request.method() == Method.REGISTER || isForUs(request)
        ? own(request, peer, entry, now)
        : forOthers(request, peer, entry, now);
  }

  /// That we are there is ours to say; everything else is the PBX's.
  private Answer guarded(
      PbxService behind, SipRequest request, Peer peer, Entry entry, Instant now) {
    if (request.method() == Method.CANCEL) {
      return proxying.cancel(request, peer);
    }
    return request.method() == Method.OPTIONS && isForUs(request)
        ? own(request, peer, entry, now)
        : behind.handle(request, peer, entry, now);
  }

  /// What belongs to a dialog, cancels a transaction or repeats one is no new request: to refuse a
  /// repetition would end what goes on.
  ///
  /// @return `null` when the request is to go on
  private @Nullable Answer whenNotAllIsTaken(
      SipRequest request, Peer peer, Entry entry, Instant now) {
    if (request.to().tag() != null || request.method() == Method.CANCEL) {
      return null;
    }
    if (proxy.absorbs(request, peer)) {
      return Answer.none(Result.RETRANSMITTED);
    }
    var repeated = transactions.find(request, peer, now.toEpochMilli());
    if (repeated != null) {
      return new Answer(repeated.reply(), Result.RETRANSMITTED);
    }
    return intake.takes(isKnown(request, peer, entry, now))
        ? null
        : new Answer(replies.unavailable(request, peer), Result.SHED);
  }

  /// A source is known when the account that it speaks for is bound to it.
  private boolean isKnown(SipRequest request, Peer peer, Entry entry, Instant now) {
    String account = request.from().uri().user();
    return entry == Entry.TRUSTED
        || proxy.isUpstream(peer.address())
        || (account != null && registrar.isReachedFrom(account, peer.address(), now));
  }

  /// Whether a request is for the server itself: it names nobody, and its route leads nowhere else.
  private boolean isForUs(SipRequest request) {
    return request.uri().user() == null
        && domain.covers(request.uri())
        && request.headers().count(Header.ROUTE) == 0
        && request.to().tag() == null;
  }

  private Answer forOthers(SipRequest request, Peer peer, Entry entry, Instant now) {
    return request.method() == Method.CANCEL
        ? proxying.cancel(request, peer)
        : proxying.handle(request, peer, entry, now);
  }

  private Answer own(SipRequest request, Peer peer, Entry entry, Instant now) {
    var extensions = Extensions.named(request, Header.REQUIRE);
    if (request.method() == Method.REGISTER && !extensions.isEmpty()) {
      extensions = Extensions.without(Registrar.EXTENSIONS, extensions);
    }
    if (!extensions.isEmpty()) {
      return new Answer(replies.unsupported(extensions, request, peer), Result.UNSUPPORTED);
    }
    return switch (request.method()) {
      case REGISTER ->
          domain.covers(request.uri()) && domain.covers(request.to().uri())
              ? registers.handle(request, peer, entry, now)
              : plain(Status.NOT_FOUND, Result.NOT_FOUND, request, peer);
      case OPTIONS -> new Answer(replies.allowed(Status.OK, request, peer), Result.OK);
      case CANCEL -> proxying.cancel(request, peer);
      case OTHER ->
          new Answer(replies.allowed(Status.NOT_IMPLEMENTED, request, peer), Result.UNSUPPORTED);
      case INVITE, ACK, BYE, SUBSCRIBE, NOTIFY, PUBLISH, MESSAGE, REFER, INFO, UPDATE, PRACK ->
          new Answer(replies.allowed(Status.METHOD_NOT_ALLOWED, request, peer), Result.UNSUPPORTED);
    };
  }

  private Answer plain(Status status, Result result, SipRequest request, Peer peer) {
    return new Answer(replies.plain(status, request, peer), result);
  }
}
