package io.ringfence.guard.simulation;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What enforces: it refuses what is blocked, as far as it has heard, and evaluates everything
/// else. It has no fuse, so that what is measured is auth-guard.
final class Edge {

  private record Heard(BlockDecision decision, long number) {}

  private final Map<String, Heard> blocks = new HashMap<>();
  private final Set<String> users = new HashSet<>();

  /// @param number grows with each decision on the target, as offsets do
  void hear(BlockDecision decision, long number) {
    blocks.merge(
        decision.target().value(),
        new Heard(decision, number),
        (old, next) -> next.number() > old.number() ? next : old);
  }

  /// This source uses the account.
  void loggedIn(String key, String account) {
    users.add(key + " " + account);
  }

  /// The block that an attempt runs into.
  @Nullable BlockDecision refusing(IpAddress source, String account, Instant now) {
    String key = BlockTarget.ofSource(source).value();
    var block = lying(key, now);
    block = block == null ? lying(network(source), now) : block;
    if (block != null || account.isEmpty()) {
      return block;
    }
    block = lying(new BlockTarget.IpAccount(source, account).value(), now);
    return block != null || users.contains(key + " " + account)
        ? block
        : lying(new BlockTarget.Account(account).value(), now);
  }

  static String network(IpAddress source) {
    return IpPrefix.of(source, source.v6() ? 48 : 24).toString();
  }

  private @Nullable BlockDecision lying(String target, Instant now) {
    var heard = blocks.get(target);
    if (heard == null || heard.decision().state() != BlockState.ACTIVE) {
      return null;
    }
    return heard.decision().isActive(now) ? heard.decision() : null;
  }
}
