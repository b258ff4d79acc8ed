package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.Origin;

/// What blocks are counted by.
///
/// @param target `ip` or `prefix`
public record BlockKind(String target, Origin origin) {

  static BlockKind of(Block block) {
    return new BlockKind(block.target().type(), block.origin());
  }
}
