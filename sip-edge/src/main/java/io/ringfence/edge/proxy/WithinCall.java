package io.ringfence.edge.proxy;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.call.CallTable;
import io.ringfence.edge.call.DialogId;
import io.ringfence.edge.call.Side;
import io.ringfence.edge.proxy.FlowTokens.Path;
import io.ringfence.edge.resolve.NumericHost;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Status;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request within a dialog: a refresh of target and session, the end, or anything else, which
/// only counts. Not for several threads.
final class WithinCall implements Hearing {

  private final CallTable calls;
  private final SipRequest request;
  private final DialogId dialog;
  private final Side by;
  private final boolean isTowardsPeer;
  private final boolean isOwn;
  private final HangUps hangUps;
  private final Instant at;

  /// @param source of the request
  /// @param isConfined whether what is not a phone can only be the PBX
  WithinCall(
      CallTable calls,
      SipRequest request,
      IpAddress source,
      Purpose.Within within,
      Target target,
      boolean isConfined,
      HangUps hangUps) {
    this.calls = calls;
    this.request = request;
    this.by = within.path().isFromCaller(request) ? Side.CALLER : Side.CALLEE;
    this.dialog = dialog(request, by);
    this.hangUps = hangUps;
    this.at = hangUps.now();
    var peer = peer(calls, dialog, by);
    this.isTowardsPeer =
        isConfined || target.flow() != null || peer == null || isSame(peer, within.asked());
    this.isOwn = within.isOwn() || isAt(source);
    calls.requested(dialog, by, request.cseq().number(), at);
  }

  /// Whether the side that the request says it is of is here. Who has both tags could speak in the
  /// name of a server, to itself: it would end the call for us alone, or have the other side lead
  /// anywhere.
  private boolean isAt(IpAddress source) {
    var known = calls.find(dialog);
    var target = known == null ? null : known.of(by).target();
    return target != null && source.equals(NumericHost.of(target.host()));
  }

  private static DialogId dialog(SipRequest request, Side by) {
    String from = Objects.requireNonNullElse(request.from().tag(), "");
    String to = Objects.requireNonNullElse(request.to().tag(), "");
    boolean isFromCaller = by == Side.CALLER;
    return new DialogId(request.callId(), isFromCaller ? from : to, isFromCaller ? to : from);
  }

  /// Where the other side of the dialog is, as far as that is known.
  private static @Nullable SipUri peer(CallTable calls, DialogId dialog, Side by) {
    var known = calls.find(dialog);
    return known == null ? null : known.of(by.other()).next();
  }

  /// Whoever sends a request chooses its Route and Request-URI. A BYE that goes elsewhere than the
  /// dialog does ends no call, whatever it is answered there.
  private static boolean isSame(SipUri peer, SipUri next) {
    return peer.host().equals(next.host()) && peer.port() == next.port();
  }

  /// Whether a request goes where its dialog is known to lead.
  static boolean leadsToPeer(SipRequest request, Path path, SipUri next, CallTable calls) {
    var by = path.isFromCaller(request) ? Side.CALLER : Side.CALLEE;
    var peer = peer(calls, dialog(request, by), by);
    return peer != null
        && isSame(peer, next)
        && peer.scheme().equals(next.scheme())
        && Objects.equals(peer.param("transport"), next.param("transport"))
        && Objects.equals(peer.param("maddr"), next.param("maddr"));
  }

  @Override
  public boolean succeeded(Branch branch, SipResponse response) {
    if (request.method() == Method.BYE) {
      hungUp();
    } else if (request.method() == Method.INVITE || request.method() == Method.UPDATE) {
      calls.refreshed(
          dialog,
          by,
          isOwn ? Dialogs.contact(request) : null,
          Dialogs.contact(response),
          Dialogs.session(response),
          hangUps.now());
    }
    return true;
  }

  /// A BYE that is answered so, or not at all, has ended the dialog too (RFC 3261 §15.1.1).
  @Override
  public void failed(int status) {
    if (request.method() == Method.BYE
        && (status == Status.NO_SUCH_TRANSACTION.code()
            || status == Status.REQUEST_TIMEOUT.code())) {
      hungUp();
    }
  }

  private void hungUp() {
    if (isTowardsPeer && isOwn) {
      calls.hungUp(dialog, by, at);
    }
  }
}
