package io.ringfence.edge;

import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What the service still waits for. For any thread.
@Singleton
public class Readiness {

  /// Something without which requests cannot be decided, or not arrive.
  public enum Need {
    CONFIG,
    BLOCKS,
    REGISTRATIONS,
    ACCOUNTS,
    SOCKETS;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private volatile Set<Need> missing = EnumSet.allOf(Need.class);
  private volatile boolean canDecide;

  public synchronized void met(Need need) {
    var still = EnumSet.noneOf(Need.class);
    still.addAll(missing);
    still.remove(need);
    set(still);
  }

  /// It is missing from now on. Requests are decided without sockets too: those in flight.
  public synchronized void lost(Need need) {
    var now = EnumSet.of(need);
    now.addAll(missing);
    set(now);
  }

  private void set(EnumSet<Need> still) {
    missing = still;
    canDecide = still.isEmpty() || still.equals(EnumSet.of(Need.SOCKETS));
  }

  /// What is missing for the service to do its job.
  public Set<Need> missing() {
    return missing;
  }

  /// Whether everything is known that a decision rests on. Until then requests get 503: a
  /// restriction or a block that is not known yet must not be an open door.
  public boolean canDecide() {
    return canDecide;
  }
}
