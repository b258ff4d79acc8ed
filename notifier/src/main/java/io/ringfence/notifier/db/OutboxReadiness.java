package io.ringfence.notifier.db;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when PostgreSQL answers and the schema is there.
@Readiness
@Singleton
class OutboxReadiness implements HealthCheck {

  private static final String NAME = "outbox";

  private final MailOutbox outbox;

  OutboxReadiness(MailOutbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public HealthCheckResponse call() {
    try {
      var size = outbox.size();
      return HealthCheckResponse.named(NAME)
          .withData("waiting", size.waiting())
          .withData("givenUp", size.givenUp())
          .up()
          .build();
    } catch (OutboxException e) {
      return HealthCheckResponse.named(NAME).withData("reason", e.getMessage()).down().build();
    }
  }
}
