package io.ringfence.edge.health;

import io.ringfence.edge.Core;
import io.ringfence.edge.Readiness.Need;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when the sockets are bound and everything is known that a decision rests on; otherwise the
/// data names what is missing.
@Readiness
@Singleton
class EdgeReadiness implements HealthCheck {

  private final Core core;

  EdgeReadiness(Core core) {
    this.core = core;
  }

  @Override
  public HealthCheckResponse call() {
    var missing = core.readiness().missing();
    var response = HealthCheckResponse.named("sip-edge").status(missing.isEmpty());
    for (Need need : Need.values()) {
      response.withData(need.label(), missing.contains(need) ? "waiting" : "ok");
    }
    return response.build();
  }
}
