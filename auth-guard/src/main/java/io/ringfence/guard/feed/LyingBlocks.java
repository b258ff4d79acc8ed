package io.ringfence.guard.feed;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Origin;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The blocks in force, as topic `blocks` tells them, and which of the feeds' an operator has
/// released.
final class LyingBlocks implements CompactedTopic.Handler {

  private static final int MAX_RELEASED = 100_000;

  private final Map<String, BlockDecision> lying = new HashMap<>();
  private final Set<String> released = new HashSet<>();

  @Override
  public synchronized void accept(String key, byte @Nullable [] value) {
    if (value == null) {
      lying.remove(key);
      return;
    }
    var decision = Json.read(value, BlockDecision.class);
    if (decision.state() == BlockState.ACTIVE) {
      lying.put(key, decision);
      return;
    }
    lying.remove(key);
    var actor = decision.actor();
    boolean byHand = actor != null && !actor.equals("feed") && !actor.startsWith("feed ");
    if (decision.origin() == Origin.FEED && byHand && released.size() < MAX_RELEASED) {
      released.add(key);
    }
  }

  synchronized Map<String, BlockDecision> lying() {
    return new HashMap<>(lying);
  }

  /// Those that an operator has released since the last call.
  synchronized Set<String> takeReleased() {
    var taken = Set.copyOf(released);
    released.clear();
    return taken;
  }
}
