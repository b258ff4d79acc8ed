package io.ringfence.admin.impact;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Whom a change of the firewall is held against.
@ConfigMapping(prefix = "ringfence.impact")
interface ImpactConfig {

  /// How far back logins and incoming calls are looked at.
  @WithDefault("P1D")
  Duration lookBack();

  /// The most logins, and the most calls, that are looked at: the latest. With more the answer says
  /// that it is not complete.
  @WithDefault("50000")
  int maxLines();
}
