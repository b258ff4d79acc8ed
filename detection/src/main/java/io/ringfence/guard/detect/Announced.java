package io.ringfence.guard.detect;

import io.ringfence.contracts.event.BlockDecision;
import java.util.UUID;

/// A decision as it was announced.
///
/// @param cause the event, order or block (for its end by time) that it followed from
/// @param seen whether it has come back from topic `blocks`, and none of before it since: it is
///     certainly there, and not undone by an earlier one. Of an end that is the last word, whether
///     its tombstone has
record Announced(UUID cause, BlockDecision decision, boolean seen) {

  Announced withSeen(boolean isSeen) {
    return seen == isSeen ? this : new Announced(cause, decision, isSeen);
  }
}
