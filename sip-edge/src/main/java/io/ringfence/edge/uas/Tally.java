package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.sip.Method;
import org.jspecify.annotations.Nullable;

/// Counts what happens.
public interface Tally {

  void request(Method method, Transport transport, Result result);

  default void dropped(Transport transport, Drop drop) {
    dropped(transport, drop, 1);
  }

  /// @param count of messages
  void dropped(Transport transport, Drop drop, int count);

  void attempt(Outcome outcome, @Nullable Reason reason);

  /// A password was evaluated although its source had had all its failures: must never happen.
  void guessPastLimit();
}
