package io.ringfence.edge.health;

import io.ringfence.edge.Core;
import io.ringfence.edge.Readiness.Need;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when the sockets are bound and everything is known that a decision rests on; otherwise the
/// data names what is missing. A PBX that is away makes the edge no less ready: it says 503 for it,
/// other edges would too, and calls in progress go on.
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
    if (core.isGuard()) {
      response.withData("pbx", core.isPbxReachable() ? "ok" : "unreachable");
    }
    return response.build();
  }
}
