package io.ringfence.guard.detect;

import io.ringfence.contracts.event.BlockDecision;
import java.util.UUID;

/// A decision as it was announced.
///
/// @param cause the event, order or block (for its end by time) that it followed from
/// @param seen whether it has come back from topic `blocks`, so that it is certainly there
record Announced(UUID cause, BlockDecision decision, boolean seen) {

  Announced asSeen() {
    return new Announced(cause, decision, true);
  }
}
