package io.ringfence.edge.transaction;

/// A client transaction at one moment. Times are in milliseconds.
sealed interface ClientState permits InviteClient, NonInviteClient, ClientState.Terminated {

  /// A response of this transaction has arrived.
  Step<ClientState> received(int status, long now);

  /// The time [#wakesAt] has come.
  Step<ClientState> woken(long now);

  long wakesAt();

  /// Over.
  record Terminated() implements ClientState {

    @Override
    public Step<ClientState> received(int status, long now) {
      return Step.to(this);
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
}
