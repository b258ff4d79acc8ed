package io.ringfence.guard.sensor;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Says what the sensors cannot hear. That does not make the service unready: a phone system that
/// is away is no reason to stop deciding.
@Readiness
final class SensorHealth implements HealthCheck {

  private final Sensors sensors;

  SensorHealth(Sensors sensors) {
    this.sensors = sensors;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("sensors").up();
    sensors.obstacles().forEach((name, obstacle) -> response.withData(name, obstacle.orElse("ok")));
    return response.build();
  }
}
