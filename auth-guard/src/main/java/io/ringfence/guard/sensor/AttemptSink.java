package io.ringfence.guard.sensor;

import io.ringfence.contracts.event.AuthenticationAttempt;
import java.util.List;

/// Where attempts go.
interface AttemptSink {

  /// Returns when all are safe there. What was given before may be given again.
  ///
  /// @throws InterruptedException when the sensor is stopped before they are
  void put(List<AuthenticationAttempt> attempts) throws InterruptedException;
}
