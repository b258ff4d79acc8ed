package io.ringfence.admin.rehearsal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Bounds of a rehearsal. At one it ends, and says how far it came.
@ConfigMapping(prefix = "ringfence.rehearsal")
interface RehearsalConfig {

  /// The longest range: as far back as auth-guard keeps the log, `ringfence.history.keep-log`.
  @WithDefault("P90D")
  Duration longest();

  /// How long it may take.
  @WithDefault("PT30S")
  Duration timeLimit();

  /// Lines of the security log that are replayed.
  @WithDefault("1000000")
  long maxLines();

  /// Targets that are remembered, of both policies together; each takes 250 to 1000 bytes.
  @WithDefault("100000")
  int maxTargets();

  /// Blocks and releases by hand that are done again.
  @WithDefault("10000")
  int maxOrders();

  /// Lines that are read at once.
  @WithDefault("5000")
  int page();
}
