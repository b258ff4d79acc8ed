package io.ringfence.firewall;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when everything that was decided before the start is in force.
@Readiness
@ApplicationScoped
class FirewallReadiness implements HealthCheck {

  private final FirewallService firewall;

  FirewallReadiness(FirewallService firewall) {
    this.firewall = firewall;
  }

  @Override
  public HealthCheckResponse call() {
    String reason = firewall.notReady();
    var status = firewall.status();
    var response =
        HealthCheckResponse.named("enforcement")
            .status(reason == null)
            .withData("backend", status.backend());
    if (reason != null) {
      response.withData("reason", reason);
    }
    if (status.error() != null) {
      response.withData("error", status.error());
    }
    return response.build();
  }
}
