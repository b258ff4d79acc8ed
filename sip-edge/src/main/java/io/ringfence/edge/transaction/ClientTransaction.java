package io.ringfence.edge.transaction;

import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.transaction.Step.Action;
import org.jspecify.annotations.Nullable;

/// A request sent. Not for several threads.
public final class ClientTransaction {

  private final byte[] request;
  private final Peer peer;
  private final ClientUser user;
  private final Outbound outbound;
  private final TimerWheel wheel;
  private final Runnable onEnd;
  private ClientState state;
  private byte @Nullable [] ack;
  private TimerWheel.@Nullable Timer timer;

  ClientTransaction(
      byte[] request,
      Peer peer,
      ClientState state,
      ClientUser user,
      Outbound outbound,
      TimerWheel wheel,
      Runnable onEnd) {
    this.request = request;
    this.peer = peer;
    this.state = state;
    this.user = user;
    this.outbound = outbound;
    this.wheel = wheel;
    this.onEnd = onEnd;
  }

  void begin() {
    take(Step.to(state, Action.SEND), null);
  }

  void received(SipResponse response) {
    take(state.received(response.status(), wheel.now()), response);
  }

  /// Gives it up: nothing more is heard of it.
  public void abandon() {
    end();
  }

  private void woken() {
    timer = null;
    take(wheel.now() >= state.wakesAt() ? state.woken(wheel.now()) : Step.to(state), null);
  }

  private void take(Step<ClientState> step, @Nullable SipResponse response) {
    state = step.state();
    schedule();
    for (Action action : step.actions()) {
      switch (action) {
        case SEND -> send(request);
        case ACK -> acknowledge(response);
        case DELIVER -> {
          if (response != null) {
            user.received(response);
          }
        }
        case TIME_OUT -> user.failed(ClientUser.Failure.TIMEOUT);
      }
    }
  }

  private void acknowledge(@Nullable SipResponse response) {
    if (ack == null && response != null) {
      ack = user.ack(response);
    }
    if (ack != null) {
      outbound.send(ack, peer);
    }
  }

  private void send(byte[] message) {
    if (!outbound.send(message, peer)) {
      end();
      user.failed(ClientUser.Failure.TRANSPORT);
    }
  }

  private void schedule() {
    if (timer != null) {
      timer.stop();
      timer = null;
    }
    if (state instanceof ClientState.Terminated) {
      onEnd.run();
    } else if (state.wakesAt() != Long.MAX_VALUE) {
      timer = wheel.start(state.wakesAt(), this::woken);
    }
  }

  private void end() {
    state = new ClientState.Terminated();
    schedule();
  }
}
