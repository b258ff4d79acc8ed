package io.ringfence.edge.transaction;

import java.util.List;

/// What an event leads to.
record Step<S>(S state, List<Action> actions) {

  /// What is to be done.
  enum Action {
    /// Send the message of the transaction: the request, or the latest response.
    SEND,
    /// Acknowledge a final response other than 2xx.
    ACK,
    /// Hand the response up.
    DELIVER,
    /// Tell that no answer came.
    TIME_OUT
  }

  static <S> Step<S> to(S state, Action... actions) {
    return new Step<>(state, List.of(actions));
  }
}
