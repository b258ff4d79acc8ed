package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.Origin;

/// What blocks are counted by.
///
/// @param target `ip` or `prefix`
public record BlockKind(String target, Origin origin) {

  static BlockKind of(BlockDecision decision) {
    return new BlockKind(decision.target().type(), decision.origin());
  }
}
