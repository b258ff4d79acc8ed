package io.ringfence.edge.proxy;

import io.ringfence.edge.call.CallTable;
import io.ringfence.edge.call.DialogId;
import io.ringfence.edge.call.Side;
import io.ringfence.edge.proxy.FlowTokens.Path;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Status;
import java.time.Instant;
import java.util.Objects;

/// A request within a dialog: a refresh of target and session, the end, or anything else, which
/// only counts. Not for several threads.
final class WithinCall implements Hearing {

  private final CallTable calls;
  private final SipRequest request;
  private final DialogId dialog;
  private final Side by;
  private final boolean isTowardsPeer;
  private final HangUps hangUps;
  private final Instant at;

  /// @param isConfined whether what is not a phone can only be the PBX
  WithinCall(
      CallTable calls,
      SipRequest request,
      Path path,
      Target target,
      boolean isConfined,
      HangUps hangUps) {
    String from = Objects.requireNonNullElse(request.from().tag(), "");
    String to = Objects.requireNonNullElse(request.to().tag(), "");
    boolean isFromCaller = path.callerTag() == FlowTokens.tagHash(request.from().tag());
    this.calls = calls;
    this.request = request;
    this.by = isFromCaller ? Side.CALLER : Side.CALLEE;
    this.dialog =
        new DialogId(request.callId(), isFromCaller ? from : to, isFromCaller ? to : from);
    this.hangUps = hangUps;
    this.at = hangUps.now();
    this.isTowardsPeer = isConfined || target.flow() != null || leadsToPeer(target.next());
    calls.requested(dialog, by, request.cseq().number(), at);
  }

  /// Whoever sends a request chooses its Route and Request-URI. A BYE that goes elsewhere than the
  /// dialog does ends no call, whatever it is answered there.
  private boolean leadsToPeer(SipUri next) {
    var known = calls.find(dialog);
    var peer = known == null ? null : known.of(by.other()).next();
    return peer == null || (peer.host().equals(next.host()) && peer.port() == next.port());
  }

  @Override
  public boolean succeeded(Branch branch, SipResponse response) {
    if (request.method() == Method.BYE) {
      hungUp();
    } else if (request.method() == Method.INVITE || request.method() == Method.UPDATE) {
      calls.refreshed(
          dialog,
          by,
          Dialogs.contact(request),
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
    if (isTowardsPeer) {
      calls.hungUp(dialog, by, at);
    }
  }
}
