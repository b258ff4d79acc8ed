package io.ringfence.firewall.rules;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.BlockDecision;
import org.jspecify.annotations.Nullable;

/// One record of the `blocks` topic.
///
/// @param target the record key: [io.ringfence.contracts.event.BlockTarget#value()]
/// @param decision `null` for a tombstone
public record BlockRecord(String target, @Nullable BlockDecision decision) {

  /// @throws IllegalArgumentException when the record is malformed, or under another target's key
  public static BlockRecord parse(String key, byte @Nullable [] value) {
    if (value == null) {
      return new BlockRecord(key, null);
    }
    var decision = Json.read(value, BlockDecision.class);
    if (!decision.target().value().equals(key)) {
      throw new IllegalArgumentException("the key is not the decision's target");
    }
    return new BlockRecord(key, decision);
  }
}
