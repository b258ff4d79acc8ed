package io.ringfence.guard.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Settings of the topology.
@ConfigMapping(prefix = "ringfence.guard")
interface GuardConfig {

  /// How often offsets are committed: what a crash makes it read again.
  @WithDefault("PT0.2S")
  Duration commitInterval();

  /// How exactly blocks end by the clock, and how soon a changed configuration is applied to blocks
  /// and windows that are there already.
  @WithDefault("PT0.1S")
  Duration tick();

  /// Stream threads. The partitions of the topics bound how many have work.
  @WithDefault("1")
  int threads();

  /// How long a member of the group may be silent before its partitions move to another.
  @WithDefault("PT10S")
  Duration sessionTimeout();

  /// Calls that cost which are known one by one, of an account and of all together. What is beyond
  /// is summed up by five minutes.
  @WithDefault("1000")
  int tollCalls();

  /// Silence of its edge after which a call does not count as one of those at the same time.
  @WithDefault("PT5M")
  Duration callsLostAfter();
}
