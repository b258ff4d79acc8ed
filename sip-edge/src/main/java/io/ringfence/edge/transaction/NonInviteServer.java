package io.ringfence.edge.transaction;

import io.ringfence.edge.transaction.Step.Action;

/// The non-INVITE server transaction (RFC 3261 §17.2.2).
sealed interface NonInviteServer extends ServerState {

  @Override
  default Step<ServerState> acknowledged(long now) {
    return Step.to(this);
  }

  private static Step<ServerState> answered(Timings timings, int status, long now) {
    if (status < 200) {
      return Step.to(new Proceeding(timings), Action.SEND);
    }
    long lingers = timings.ifUnreliable(timings.keeps());
    return Step.to(lingers == 0 ? new Terminated() : new Completed(now + lingers), Action.SEND);
  }

  /// No response yet: repetitions get none.
  record Trying(Timings timings) implements NonInviteServer {

    @Override
    public Step<ServerState> repeated() {
      return Step.to(this);
    }

    @Override
    public Step<ServerState> respond(int status, long now) {
      return answered(timings, status, now);
    }

    @Override
    public Step<ServerState> woken(long now) {
      return Step.to(this);
    }

    @Override
    public long wakesAt() {
      return Long.MAX_VALUE;
    }
  }

  /// A provisional response was passed on.
  record Proceeding(Timings timings) implements NonInviteServer {

    @Override
    public Step<ServerState> repeated() {
      return Step.to(this, Action.SEND);
    }

    @Override
    public Step<ServerState> respond(int status, long now) {
      return answered(timings, status, now);
    }

    @Override
    public Step<ServerState> woken(long now) {
      return Step.to(this);
    }

    @Override
    public long wakesAt() {
      return Long.MAX_VALUE;
    }
  }

  /// A final response was passed on; repetitions get it again.
  ///
  /// @param endsAt timer J
  record Completed(long endsAt) implements NonInviteServer {

    @Override
    public Step<ServerState> repeated() {
      return Step.to(this, Action.SEND);
    }

    @Override
    public Step<ServerState> respond(int status, long now) {
      return Step.to(this);
    }

    @Override
    public Step<ServerState> woken(long now) {
      return Step.to(new Terminated());
    }

    @Override
    public long wakesAt() {
      return endsAt;
    }
  }
}
