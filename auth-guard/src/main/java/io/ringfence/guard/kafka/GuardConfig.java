package io.ringfence.guard.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Settings of the topology.
@ConfigMapping(prefix = "ringfence.guard")
interface GuardConfig {

  /// How often offsets are committed: what a crash makes it read again. Nothing is decided by a
  /// thread while it waits for what it has sent to be acknowledged.
  @WithDefault("PT1S")
  Duration commitInterval();

  /// How exactly blocks end by the clock, and how soon a changed configuration is applied to blocks
  /// and windows that are there already.
  @WithDefault("PT0.1S")
  Duration tick();

  /// Stream threads. The partitions of the topics bound how many have work. More than one even on
  /// one processor: one decides while another waits for the broker or the disk.
  @WithDefault("3")
  int threads();

  /// How long a member of the group may be silent before its partitions move to another. Brokers
  /// refuse less than their `group.min.session.timeout.ms`, which is 6 s unless it was set.
  @WithDefault("PT6S")
  Duration sessionTimeout();

  /// Calls that cost which are known one by one, of an account and of all together. What is beyond
  /// is summed up by five minutes.
  @WithDefault("1000")
  int tollCalls();

  /// Silence of its edge after which a call does not count as one of those at the same time.
  @WithDefault("PT5M")
  Duration callsLostAfter();

  /// How many other instances keep a copy of each partition's state, so that they can take over at
  /// once. With one instance alone there is none.
  @WithDefault("1")
  int standbyReplicas();

  /// How many states of each partition are in memory as they are, besides RocksDB's own cache. Each
  /// takes about a kilobyte.
  @WithDefault("4000")
  int recentStates();

  /// How long what the states of different targets tell each other is gathered for.
  @WithDefault("PT0.005S")
  Duration gather();

  /// How long what is sent to Kafka waits for company. Each decision waits as long; without it each
  /// state that changes under load is a request of its own.
  @WithDefault("PT0.001S")
  Duration linger();
}
