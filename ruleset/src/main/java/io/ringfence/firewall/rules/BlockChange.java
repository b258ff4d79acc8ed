package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.BlockState;

/// A block taken over or let go.
///
/// @param state `active`, `released` or `expired`
public record BlockChange(Block block, BlockState state) {}
