package io.ringfence.firewall.maintenance;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What goes wrong again and again is said once, and again only when it is something else or was
/// right meanwhile.
final class Trouble {

  private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

  private final String what;
  private @Nullable String latest;

  /// @param what cannot be done
  Trouble(String what) {
    this.what = what;
  }

  void is(Exception e) {
    // Of a file that cannot be written the message may be no more than its name.
    String reason = e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
    if (!reason.equals(latest)) {
      LOG.error("{}: {}", what, reason);
    }
    latest = reason;
  }

  void isOver() {
    latest = null;
  }
}
