package io.ringfence.guard.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Settings of the way from the bus into PostgreSQL.
@ConfigMapping(prefix = "ringfence.history")
interface HistoryConfig {

  /// How many records are written in one transaction at most.
  @WithDefault("1000")
  int batch();

  /// How many days ahead the security log's partitions are made.
  @WithDefault("7")
  int daysAhead();

  /// How long after it was heard of last a call counts as lost; edges tell of each every minute.
  @WithDefault("PT5M")
  Duration callsLostAfter();

  /// How long calls are kept.
  @WithDefault("P365D")
  Duration keepCalls();

  /// The first wait before PostgreSQL is tried again; it doubles each time.
  @WithDefault("PT0.25S")
  Duration retryAfter();

  /// The longest such wait.
  @WithDefault("PT5S")
  Duration retryAtMostAfter();
}
