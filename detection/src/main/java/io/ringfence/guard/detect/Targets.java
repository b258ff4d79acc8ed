package io.ringfence.guard.detect;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import java.util.ArrayList;
import java.util.List;

/// What the guard can block.
public final class Targets {

  private Targets() {}

  /// All targets whose block this attempt would meet, the narrowest first.
  public static List<BlockTarget> met(AuthenticationAttempt attempt) {
    var all = new ArrayList<BlockTarget>();
    boolean names = !attempt.account().isEmpty();
    if (names) {
      all.add(new BlockTarget.IpAccount(attempt.source(), attempt.account()));
      all.add(new BlockTarget.Account(attempt.account()));
    }
    all.add(BlockTarget.ofSource(attempt.source()));
    all.add(new BlockTarget.Prefix(Spread.network(attempt.source())));
    return all;
  }
}
