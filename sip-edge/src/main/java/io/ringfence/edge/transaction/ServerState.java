package io.ringfence.edge.transaction;

/// A server transaction at one moment. Times are in milliseconds.
sealed interface ServerState permits InviteServer, NonInviteServer, ServerState.Terminated {

  /// The request has come again.
  Step<ServerState> repeated();

  /// The proxy has a response. It is sent if the step says so.
  Step<ServerState> respond(int status, long now);

  /// An ACK to a final response other than 2xx has come.
  Step<ServerState> acknowledged(long now);

  /// The time [#wakesAt] has come.
  Step<ServerState> woken(long now);

  long wakesAt();

  /// Over.
  record Terminated() implements ServerState {

    @Override
    public Step<ServerState> repeated() {
      return Step.to(this);
    }

    @Override
    public Step<ServerState> respond(int status, long now) {
      return Step.to(this);
    }

    @Override
    public Step<ServerState> acknowledged(long now) {
      return Step.to(this);
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
}
