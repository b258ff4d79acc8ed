package io.ringfence.edge.transaction;

import io.ringfence.edge.transaction.Step.Action;

/// The INVITE server transaction (RFC 3261 §17.2.1 as corrected by RFC 6026 §7.1). What is no
/// transition of a state leaves it as it is.
sealed interface InviteServer extends ServerState {

  @Override
  default Step<ServerState> repeated() {
    return Step.to(this);
  }

  @Override
  default Step<ServerState> respond(int status, long now) {
    return Step.to(this);
  }

  @Override
  default Step<ServerState> acknowledged(long now) {
    return Step.to(this);
  }

  /// No final response yet.
  record Proceeding(Timings timings) implements InviteServer {

    @Override
    public Step<ServerState> repeated() {
      return Step.to(this, Action.SEND);
    }

    @Override
    public Step<ServerState> respond(int status, long now) {
      if (status < 200) {
        return Step.to(this, Action.SEND);
      }
      if (status < 300) {
        return Step.to(new Accepted(now + timings.linger()), Action.SEND);
      }
      long interval = timings.t1();
      return Step.to(
          new Completed(timings, interval, timings.again(now, interval), now + timings.keeps()),
          Action.SEND);
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

  /// A 2xx was passed on; further ones are, too. Repetitions of the request are absorbed.
  ///
  /// @param endsAt timer L
  record Accepted(long endsAt) implements InviteServer {

    @Override
    public Step<ServerState> respond(int status, long now) {
      return status >= 200 && status < 300 ? Step.to(this, Action.SEND) : Step.to(this);
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

  /// Another final response was passed on; it is repeated until it is acknowledged.
  ///
  /// @param resendsAt timer G
  /// @param endsAt timer H
  record Completed(Timings timings, long interval, long resendsAt, long endsAt)
      implements InviteServer {

    @Override
    public Step<ServerState> repeated() {
      return Step.to(this, Action.SEND);
    }

    @Override
    public Step<ServerState> acknowledged(long now) {
      long lingers = timings.ifUnreliable(timings.t4());
      return Step.to(lingers == 0 ? new Terminated() : new Confirmed(now + lingers));
    }

    @Override
    public Step<ServerState> woken(long now) {
      if (now >= endsAt) {
        return Step.to(new Terminated(), Action.TIME_OUT);
      }
      long next = Math.min(interval * 2, timings.t2());
      return Step.to(new Completed(timings, next, timings.again(now, next), endsAt), Action.SEND);
    }

    @Override
    public long wakesAt() {
      return Math.min(resendsAt, endsAt);
    }
  }

  /// Acknowledged; further ACKs are absorbed.
  ///
  /// @param endsAt timer I
  record Confirmed(long endsAt) implements InviteServer {

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
