package io.ringfence.edge.transaction;

import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.transaction.Step.Action;
import org.jspecify.annotations.Nullable;

/// A request being answered. Not for several threads.
public final class ServerTransaction {

  private final ServerKey key;
  private final Peer peer;
  private final Outbound outbound;
  private final TimerWheel wheel;
  private final Runnable onEnd;
  private ServerState state;
  private byte @Nullable [] latest;
  private TimerWheel.@Nullable Timer timer;
  private @Nullable Runnable onCancel;

  /// @param peer where responses go
  ServerTransaction(
      ServerKey key,
      SipRequest request,
      Peer peer,
      Timings timings,
      Outbound outbound,
      TimerWheel wheel,
      Runnable onEnd) {
    this.key = key;
    this.peer = peer;
    this.outbound = outbound;
    this.wheel = wheel;
    this.onEnd = onEnd;
    this.state =
        request.method() == Method.INVITE
            ? new InviteServer.Proceeding(timings)
            : new NonInviteServer.Trying(timings);
  }

  /// Whether its final response is still to come.
  boolean isOpen() {
    return state instanceof InviteServer.Proceeding
        || state instanceof NonInviteServer.Trying
        || state instanceof NonInviteServer.Proceeding;
  }

  ServerKey key() {
    return key;
  }

  /// What a CANCEL of this transaction does.
  public void onCancel(Runnable action) {
    onCancel = action;
  }

  public void cancel() {
    if (onCancel != null) {
      onCancel.run();
    }
  }

  /// Passes a response on, unless the state forbids it.
  public void respond(int status, byte[] response) {
    var step = state.respond(status, wheel.now());
    if (step.actions().contains(Action.SEND)) {
      latest = response;
    }
    take(step);
  }

  /// Ends it without a final response.
  public void abandon() {
    take(Step.to(new ServerState.Terminated()));
  }

  void repeated() {
    take(state.repeated());
  }

  /// Whether the ACK is this transaction's own; one to a 2xx is not.
  boolean acknowledged() {
    boolean isOwn = !(state instanceof InviteServer.Accepted);
    take(state.acknowledged(wheel.now()));
    return isOwn;
  }

  private void woken() {
    timer = null;
    take(wheel.now() >= state.wakesAt() ? state.woken(wheel.now()) : Step.to(state));
  }

  private void take(Step<ServerState> step) {
    boolean hasMoved = step.state() != state || timer == null;
    state = step.state();
    if (step.actions().contains(Action.SEND) && latest != null) {
      outbound.send(latest, peer);
    }
    if (state instanceof ServerState.Terminated) {
      stop();
      onEnd.run();
    } else if (hasMoved) {
      stop();
      if (state.wakesAt() != Long.MAX_VALUE) {
        timer = wheel.start(state.wakesAt(), this::woken);
      }
    }
  }

  private void stop() {
    if (timer != null) {
      timer.stop();
      timer = null;
    }
  }
}
