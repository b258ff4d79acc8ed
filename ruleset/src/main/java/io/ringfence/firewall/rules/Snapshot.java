package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.Configuration;
import java.util.List;

/// What was to be enforced at one time.
public record Snapshot(Configuration configuration, List<Block> blocks) {

  public Snapshot {
    blocks = List.copyOf(blocks);
  }
}
