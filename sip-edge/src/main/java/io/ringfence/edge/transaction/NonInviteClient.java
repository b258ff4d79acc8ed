package io.ringfence.edge.transaction;

import io.ringfence.edge.transaction.Step.Action;

/// The non-INVITE client transaction (RFC 3261 §17.1.2).
sealed interface NonInviteClient extends ClientState {

  static NonInviteClient begin(Timings timings, long now) {
    long interval = timings.t1();
    return new Trying(timings, interval, timings.again(now, interval), now + timings.patience());
  }

  private static Step<ClientState> finalResponse(Timings timings, long now) {
    long lingers = timings.ifUnreliable(timings.t4());
    return Step.to(lingers == 0 ? new Terminated() : new Completed(now + lingers), Action.DELIVER);
  }

  /// Sent, nothing heard.
  ///
  /// @param resendsAt timer E
  /// @param endsAt timer F
  record Trying(Timings timings, long interval, long resendsAt, long endsAt)
      implements NonInviteClient {

    @Override
    public Step<ClientState> received(int status, long now) {
      return status < 200
          ? Step.to(
              new Proceeding(timings, timings.again(now, timings.t2()), endsAt), Action.DELIVER)
          : finalResponse(timings, now);
    }

    @Override
    public Step<ClientState> woken(long now) {
      if (now >= endsAt) {
        return Step.to(new Terminated(), Action.TIME_OUT);
      }
      long next = Math.min(interval * 2, timings.t2());
      return Step.to(new Trying(timings, next, timings.again(now, next), endsAt), Action.SEND);
    }

    @Override
    public long wakesAt() {
      return Math.min(resendsAt, endsAt);
    }
  }

  /// A provisional response came.
  ///
  /// @param resendsAt timer E
  /// @param endsAt timer F
  record Proceeding(Timings timings, long resendsAt, long endsAt) implements NonInviteClient {

    @Override
    public Step<ClientState> received(int status, long now) {
      return status < 200 ? Step.to(this, Action.DELIVER) : finalResponse(timings, now);
    }

    @Override
    public Step<ClientState> woken(long now) {
      return now >= endsAt
          ? Step.to(new Terminated(), Action.TIME_OUT)
          : Step.to(new Proceeding(timings, timings.again(now, timings.t2()), endsAt), Action.SEND);
    }

    @Override
    public long wakesAt() {
      return Math.min(resendsAt, endsAt);
    }
  }

  /// A final response came; its repetitions are absorbed.
  ///
  /// @param endsAt timer K
  record Completed(long endsAt) implements NonInviteClient {

    @Override
    public Step<ClientState> received(int status, long now) {
      return Step.to(this);
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
