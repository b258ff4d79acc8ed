package io.ringfence.guard.history;

import java.time.Duration;

/// Settings of tests.
record TestConfig(
    int batch,
    Duration linger,
    int alikeSingles,
    Duration alikeWithin,
    int alikeKinds,
    int daysAhead,
    Duration callsLostAfter,
    Duration keepLog,
    Duration keepBlocks,
    Duration keepCalls,
    Duration retryAfter,
    Duration retryAtMostAfter)
    implements HistoryConfig {

  static final TestConfig QUICK =
      new TestConfig(
          1000,
          Duration.ZERO,
          3,
          Duration.ofMinutes(1),
          100,
          3,
          Duration.ofMinutes(5),
          Duration.ofDays(10),
          Duration.ofDays(11),
          Duration.ofDays(9),
          Duration.ZERO,
          Duration.ZERO);
}
