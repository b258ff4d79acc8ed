package io.ringfence.notifier.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/// The guard policy in force, from topic `config`: without a change that nobody has confirmed in
/// time. Ready when it is as recent as the topic was at the start.
@Default
@Readiness
@Singleton
class PolicyFollower implements HealthCheck {

  private final String bootstrapServers;
  private final CompletableFuture<CompactedTopic> topic = new CompletableFuture<>();
  private volatile Configuration configuration = Configuration.INITIAL;

  PolicyFollower(
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
      MeterRegistry registry) {
    this.bootstrapServers = bootstrapServers;
    Gauge.builder(
            "ringfence.config.version", this, follower -> follower.policy(Instant.now()).version())
        .tag("document", ConfigKey.kind(ConfigKey.GUARD_POLICY))
        .register(registry);
  }

  void start(@Observes StartupEvent event) {
    topic.complete(CompactedTopic.follow(bootstrapServers, Topics.CONFIG, this::take));
  }

  void stop(@Observes ShutdownEvent event) {
    if (topic.isDone()) {
      topic.join().close();
    }
  }

  void take(String key, byte @Nullable [] value) {
    if (key.equals(ConfigKey.GUARD_POLICY) || key.equals(ConfigKey.PENDING_CHANGE)) {
      configuration = configuration.with(key, value);
    }
  }

  /// Waits, as long as it takes, until the policy is known.
  GuardPolicy awaitPolicy() {
    topic.thenCompose(CompactedTopic::caughtUp).join();
    return policy(Instant.now());
  }

  GuardPolicy policy(Instant now) {
    return configuration.effective(now).policy();
  }

  @Override
  public HealthCheckResponse call() {
    boolean known = topic.isDone() && topic.join().isCaughtUp();
    var response = HealthCheckResponse.named("configuration").status(known);
    return known
        ? response.withData("policyVersion", policy(Instant.now()).version()).build()
        : response.withData("reason", "topic " + Topics.CONFIG + " has not been read yet").build();
  }
}
