package io.ringfence.guard.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Settings of the way from the bus into PostgreSQL.
@ConfigMapping(prefix = "ringfence.history")
interface HistoryConfig {

  /// How many records are written in one transaction at most. The next as many are read meanwhile.
  @WithDefault("4000")
  int batch();

  /// How long a batch waits for more records once it has one.
  @WithDefault("PT0.1S")
  Duration linger();

  /// How many failed logins that are alike have a line each within [#alikeWithin]. All others share
  /// one more.
  @WithDefault("10")
  int alikeSingles();

  /// How long lines that are alike are summed up in one.
  @WithDefault("PT1M")
  Duration alikeWithin();

  /// How many kinds of failed logins are watched for more of the same at once. Beyond, the one that
  /// was not seen for longest begins anew.
  @WithDefault("20000")
  int alikeKinds();

  /// How many days ahead the security log's partitions are made.
  @WithDefault("7")
  int daysAhead();

  /// How long after it was heard of last a call counts as lost; edges tell of each every minute.
  @WithDefault("PT5M")
  Duration callsLostAfter();

  /// How long the security log is kept, in whole days: its partitions are dropped then.
  @WithDefault("P90D")
  Duration keepLog();

  /// How long blocks are kept after their end.
  @WithDefault("P365D")
  Duration keepBlocks();

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
