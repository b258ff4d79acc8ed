package io.ringfence.guard.kafka;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/// Whether attempts are decided now, and whether they can be again without a new process.
final class GuardHealth {

  private GuardHealth() {}

  /// Ready: the configuration is known and the topology runs.
  @Readiness
  static final class Ready implements HealthCheck {

    private final GuardStreams guard;

    Ready(GuardStreams guard) {
      this.guard = guard;
    }

    @Override
    public HealthCheckResponse call() {
      var obstacle = guard.obstacle();
      var response = HealthCheckResponse.named("decisions").status(obstacle == null);
      return (obstacle == null ? response : response.withData("reason", obstacle)).build();
    }
  }

  /// Live: as long as the topology can still recover.
  @Liveness
  static final class Live implements HealthCheck {

    private final GuardStreams guard;

    Live(GuardStreams guard) {
      this.guard = guard;
    }

    @Override
    public HealthCheckResponse call() {
      return HealthCheckResponse.named("topology").status(!guard.isDead()).build();
    }
  }
}
