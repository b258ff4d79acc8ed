package io.ringfence.firewall.enforcement;

import java.time.Duration;
import java.util.Set;

/// Hears what is to be measured. Called by the enforcing thread; must be quick.
public interface Observer {

  /// A new block is in force.
  ///
  /// @param latency since the attempt that decided it
  void inForce(Duration latency);

  /// A change could not be applied.
  void applyFailed();

  /// Packets are counted for these services and no others.
  default void counting(Set<String> services) {}

  /// A change that nobody has confirmed in time was taken back.
  default void tookBack() {}

  /// What is in force was found not to be what should be.
  ///
  /// @param elements how much of it
  void drifted(int elements);
}
