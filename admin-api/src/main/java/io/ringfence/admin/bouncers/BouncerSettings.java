package io.ringfence.admin.bouncers;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What CrowdSec's bouncers are served with.
@ConfigMapping(prefix = "ringfence.bouncers")
interface BouncerSettings {

  /// Ended blocks remembered. A bouncer that comes back after more of them gets everything anew.
  @WithDefault("100000")
  int maxEnded();

  /// Answers under way at once; more get 503.
  @WithDefault("16")
  int maxStreams();
}
