package io.ringfence.admin.pending;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long a change may wait to be confirmed.
@ConfigMapping(prefix = "ringfence.changes")
interface PendingConfig {

  /// The shortest `confirmWithin`: time to look whether all still works.
  @WithDefault("PT10S")
  Duration shortest();

  /// The longest.
  @WithDefault("PT1H")
  Duration longest();
}
