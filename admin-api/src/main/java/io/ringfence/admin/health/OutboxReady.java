package io.ringfence.admin.health;

import io.ringfence.admin.outbox.Dispatcher;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Changes reach Kafka, and the topic has had every document since the start.
@Readiness
@ApplicationScoped
public class OutboxReady implements HealthCheck {
  private final Dispatcher dispatcher;

  OutboxReady(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public HealthCheckResponse call() {
    var check = HealthCheckResponse.named("outbox");
    return switch (dispatcher.state()) {
      case DISPATCHING, STANDING_BY -> check.status(dispatcher.firstPublishDone()).build();
      case STARTING, FAILING -> check.down().withData("reason", dispatcher.reason()).build();
    };
  }
}
