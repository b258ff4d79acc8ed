package io.ringfence.firewall.enforcement;

import io.ringfence.firewall.rules.Snapshot;

/// Keeps what is enforced over a restart. Called by the enforcing thread; must not wait.
@FunctionalInterface
public interface Keeper {

  void keep(Snapshot snapshot);
}
