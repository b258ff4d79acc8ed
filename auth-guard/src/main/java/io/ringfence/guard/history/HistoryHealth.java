package io.ringfence.guard.history;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once the schema has been seen. That PostgreSQL is away afterwards delays history and
/// nothing else, so it is said and does not make the service unready.
@Readiness
final class HistoryHealth implements HealthCheck {

  private final HistoryService history;

  HistoryHealth(HistoryService history) {
    this.history = history;
  }

  @Override
  public HealthCheckResponse call() {
    var obstacle = history.obstacle();
    var delay = history.delay();
    var response = HealthCheckResponse.named("history").status(obstacle == null);
    if (obstacle != null) {
      response.withData("reason", obstacle);
    }
    if (delay != null) {
      response.withData("delay", delay);
    }
    return response.build();
  }
}
