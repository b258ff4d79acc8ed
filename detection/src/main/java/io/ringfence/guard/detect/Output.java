package io.ringfence.guard.detect;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.SecurityAlert;

/// What is to be announced.
public sealed interface Output {

  /// A block begins, changes or ends.
  ///
  /// @param repeated whether it was announced before and is again because it may have been lost
  record Decision(BlockDecision decision, boolean repeated) implements Output {}

  /// An administrator is to be warned.
  record Alert(SecurityAlert alert) implements Output {}

  /// The state of another target is to hear of this.
  record Found(Finding finding) implements Output {}

  /// Nothing lies on the target any more: its record on `blocks` may go.
  record Cleared(BlockTarget target) implements Output {}
}
