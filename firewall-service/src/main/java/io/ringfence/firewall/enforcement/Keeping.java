package io.ringfence.firewall.enforcement;

import io.ringfence.firewall.rules.DesiredState;
import java.time.Duration;
import java.time.Instant;

/// Has what is enforced kept, soon after it has changed, but only so often while changes keep
/// coming: it is all written each time. Time is passed in.
final class Keeping {

  static final Duration PAUSE = Duration.ofSeconds(10);

  private final DesiredState desired;
  private final Keeper keeper;
  private boolean changed;
  private Instant latest = Instant.MIN;

  Keeping(DesiredState desired, Keeper keeper) {
    this.desired = desired;
    this.keeper = keeper;
  }

  void changed() {
    changed = true;
  }

  /// The clock may have been set since.
  void work(Instant now) {
    boolean due = latest.isAfter(now) || !latest.isAfter(now.minus(PAUSE));
    if (changed && due) {
      keeper.keep(desired.snapshot());
      changed = false;
      latest = now;
    }
  }
}
