package io.ringfence.edge.admission;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;

/// Decides how a source is received: trust first, then blocks, then the restriction of SIP. Asking
/// takes no lock and is for any thread.
public final class Admission {

  private final Blocks blocks;
  private volatile Rules rules = Rules.of(Configuration.INITIAL, Instant.EPOCH);

  public Admission(Blocks blocks) {
    this.blocks = blocks;
  }

  public void rules(Rules next) {
    rules = next;
  }

  public Rules rules() {
    return rules;
  }

  public GuardPolicy policy() {
    return rules.policy();
  }

  public Entry check(IpAddress source, long nowMillis) {
    var current = rules;
    if (current.trusted().contains(source)) {
      return Entry.TRUSTED;
    }
    if (blocks.covers(source, nowMillis)) {
      return Entry.BLOCKED;
    }
    var permitted = current.permitted();
    return permitted == null || permitted.contains(source) ? Entry.ADMITTED : Entry.NOT_PERMITTED;
  }
}
