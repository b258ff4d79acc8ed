package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.Status;

/// A request whose repetitions are absorbed already, and that goes on when it is let. What happens
/// after one of these, or after it was taken back, does nothing. For the SIP loop.
public final class Held {

  private final ResponseContext context;
  private final Decision.Forward decision;

  Held(ResponseContext context, Decision.Forward decision) {
    this.context = context;
    this.decision = decision;
  }

  /// On it goes.
  public void release() {
    context.begin(decision.groups());
  }

  /// It never goes on: there is too much to do.
  public void refuse() {
    context.refuse(Status.SERVICE_UNAVAILABLE);
  }

  /// It never goes on, and is not answered.
  public void drop() {
    context.drop();
  }

  /// Whether it waits no more: it was taken back.
  public boolean isOver() {
    return context.isAnswered();
  }
}
