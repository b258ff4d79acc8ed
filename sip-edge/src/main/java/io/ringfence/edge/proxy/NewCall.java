package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.CallEnd;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.call.CallTable;
import io.ringfence.edge.call.Invitation;
import io.ringfence.edge.call.Line;
import io.ringfence.edge.proxy.Purpose.Beginning;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.transaction.Sender;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An invitation that begins a call. Not for several threads.
///
/// Whoever has proved nothing is asked for a login first: of such an invitation nothing is known
/// before something else has come back.
final class NewCall implements Hearing, Line {

  private final CallControl calls;
  private final Forwarded forwarded;
  private final Beginning beginning;
  private final HangUps hangUps;
  private final Object owner;
  private final Set<String> dismissed = new HashSet<>();
  private @Nullable ResponseContext context;
  private @Nullable UUID id;
  private boolean isEntered;
  private boolean isCancelled;
  private boolean isHungUp;

  NewCall(
      CallControl calls, Forwarded forwarded, Beginning beginning, HangUps hangUps, Object owner) {
    this.calls = calls;
    this.forwarded = forwarded;
    this.beginning = beginning;
    this.hangUps = hangUps;
    this.owner = owner;
  }

  @Override
  public void begun(ResponseContext responses) {
    context = responses;
    if (!(forwarded.sender() instanceof Sender.Unproven)) {
      enter();
    }
  }

  private void enter() {
    if (!isEntered) {
      isEntered = true;
      id = calls.table().invited(invitation(forwarded.request()), this, now());
    }
  }

  private Invitation invitation(SipRequest request) {
    var dialled = calls.plan().dialled(number(request.uri()));
    return new Invitation(
        request.callId(),
        Objects.requireNonNullElse(request.from().tag(), ""),
        beginning.direction(),
        beginning.account(),
        number(request.from().uri()),
        dialled,
        forwarded.source(),
        request.userAgent(),
        beginning.upstream());
  }

  /// Of a URI of another scheme, such as `tel`, all that follows the scheme.
  private static String number(SipUri uri) {
    if (!uri.isSip()) {
      return uri.text().substring(uri.scheme().length() + 1);
    }
    return Objects.requireNonNullElse(uri.user(), "");
  }

  private Instant now() {
    return hangUps.now();
  }

  @Override
  public void provisional(Branch branch, SipResponse response) {
    enter();
    var early = id == null ? null : Dialogs.of(forwarded, branch, response);
    if (id != null && early != null) {
      calls.table().rings(id, early, now());
    }
  }

  /// An answer that crosses the order to end the call is taken back.
  @Override
  public boolean succeeded(Branch branch, SipResponse response) {
    enter();
    var dialog = id == null ? null : Dialogs.of(forwarded, branch, response);
    if (id == null || dialog == null) {
      return true;
    }
    if (isHungUp) {
      hangUps.dismiss(forwarded.request(), dialog, dismissed.add(dialog.calleeTag()));
      return false;
    }
    calls.table().answered(id, dialog, Dialogs.session(response), now());
    return true;
  }

  @Override
  public void failed(int status) {
    if (!CallTable.asksAgain(status)) {
      enter();
    }
    if (id == null) {
      return;
    }
    boolean isTaken = status == Status.REQUEST_TERMINATED.code();
    var end =
        isTaken && isCancelled
            ? CallEnd.CANCELLED
            : isTaken || status == Status.REQUEST_TIMEOUT.code() ? CallEnd.TIMEOUT : CallEnd.FAILED;
    calls.table().failed(id, status, end, now());
  }

  @Override
  public void cancelled() {
    isCancelled = true;
  }

  @Override
  public void hangUp() {
    isHungUp = true;
    if (context != null) {
      context.terminate();
    }
  }

  @Override
  public Object owner() {
    return owner;
  }
}
