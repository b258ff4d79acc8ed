package io.ringfence.edge.transaction;

import io.ringfence.edge.transaction.Step.Action;

/// The INVITE client transaction (RFC 3261 §17.1.1 as corrected by RFC 6026 §7.2).
sealed interface InviteClient extends ClientState {

  static InviteClient begin(Timings timings, long now) {
    long interval = timings.t1();
    return new Calling(timings, interval, timings.again(now, interval), now + timings.patience());
  }

  private static Step<ClientState> finalResponse(Timings timings, int status, long now) {
    if (status < 300) {
      return Step.to(new Accepted(now + timings.linger()), Action.DELIVER);
    }
    long lingers = timings.ifUnreliable(timings.keeps());
    return Step.to(
        lingers == 0 ? new Terminated() : new Completed(now + lingers), Action.ACK, Action.DELIVER);
  }

  /// Sent, nothing heard.
  ///
  /// @param resendsAt timer A
  /// @param endsAt timer B
  record Calling(Timings timings, long interval, long resendsAt, long endsAt)
      implements InviteClient {

    @Override
    public Step<ClientState> received(int status, long now) {
      return status < 200
          ? Step.to(new Proceeding(timings), Action.DELIVER)
          : finalResponse(timings, status, now);
    }

    @Override
    public Step<ClientState> woken(long now) {
      if (now >= endsAt) {
        return Step.to(new Terminated(), Action.TIME_OUT);
      }
      long next = interval * 2;
      return Step.to(new Calling(timings, next, timings.again(now, next), endsAt), Action.SEND);
    }

    @Override
    public long wakesAt() {
      return Math.min(resendsAt, endsAt);
    }
  }

  /// A provisional response came. How long it may last is the proxy's to say (timer C).
  record Proceeding(Timings timings) implements InviteClient {

    @Override
    public Step<ClientState> received(int status, long now) {
      return status < 200 ? Step.to(this, Action.DELIVER) : finalResponse(timings, status, now);
    }

    @Override
    public Step<ClientState> woken(long now) {
      return Step.to(this);
    }

    @Override
    public long wakesAt() {
      return Long.MAX_VALUE;
    }
  }

  /// A final response other than 2xx came; its repetitions are acknowledged.
  ///
  /// @param endsAt timer D
  record Completed(long endsAt) implements InviteClient {

    @Override
    public Step<ClientState> received(int status, long now) {
      return status < 300 ? Step.to(this) : Step.to(this, Action.ACK);
    }

    @Override
    public Step<ClientState> woken(long now) {
      return Step.to(new Terminated());
    }

    @Override
    public long wakesAt() {
      return endsAt;
    }
  }

  /// A 2xx came; further ones, of other forks too, are handed up.
  ///
  /// @param endsAt timer M
  record Accepted(long endsAt) implements InviteClient {

    @Override
    public Step<ClientState> received(int status, long now) {
      return status >= 200 && status < 300 ? Step.to(this, Action.DELIVER) : Step.to(this);
    }

    @Override
    public Step<ClientState> woken(long now) {
      return Step.to(new Terminated());
    }

    @Override
    public long wakesAt() {
      return endsAt;
    }
  }
}
