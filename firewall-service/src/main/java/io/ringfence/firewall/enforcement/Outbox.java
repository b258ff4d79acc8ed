package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.SecurityAlert;

/// Where what is to be told to others goes. Called by the enforcing thread; must not wait.
public interface Outbox {

  void report(EnforcementReport report);

  void alert(SecurityAlert alert);
}
