package io.ringfence.admin.health;

import io.ringfence.admin.accounts.Registrations;
import io.ringfence.admin.blocks.ActiveBlocks;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.admin.enforcement.EnforcementReports;
import io.ringfence.admin.outbox.PublishedConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Kafka was reached and the shared state was read to its end.
@Readiness
@ApplicationScoped
public class KafkaReady implements HealthCheck {
  private final KafkaProducers kafka;
  private final PublishedConfig config;
  private final ActiveBlocks blocks;
  private final Registrations registrations;
  private final EnforcementReports reports;

  KafkaReady(
      KafkaProducers kafka,
      PublishedConfig config,
      ActiveBlocks blocks,
      Registrations registrations,
      EnforcementReports reports) {
    this.kafka = kafka;
    this.config = config;
    this.blocks = blocks;
    this.registrations = registrations;
    this.reports = reports;
  }

  @Override
  public HealthCheckResponse call() {
    var read = new LinkedHashMap<String, Boolean>();
    read.put("config", config.isCaughtUp());
    read.put("blocks", blocks.isCaughtUp());
    read.put("registrations", registrations.isCaughtUp());
    read.put("enforcement", reports.isCaughtUp());
    var check = HealthCheckResponse.named("kafka").status(!read.containsValue(false));
    read.forEach(
        (topic, caughtUp) ->
            check.withData(
                topic, caughtUp ? "read" : "not read yet from " + kafka.bootstrapServers()));
    return check.build();
  }
}
