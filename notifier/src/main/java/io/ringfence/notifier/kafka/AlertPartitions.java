package io.ringfence.notifier.kafka;

import io.ringfence.contracts.bus.Topics;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when this instance is a member of the consumer group. It may have no partition then:
/// there is one, and another instance has it.
@Readiness
@ApplicationScoped
@Identifier("alerts")
class AlertPartitions implements KafkaConsumerRebalanceListener, HealthCheck {

  private volatile boolean member;
  private volatile int partitions;

  @Override
  public void onPartitionsAssigned(
      Consumer<?, ?> consumer, Collection<TopicPartition> newPartitions) {
    member = true;
    partitions = consumer.assignment().size();
  }

  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
    partitions = consumer.assignment().size() - revoked.size();
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
    member = false;
    partitions = 0;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("alerts").status(member);
    return member
        ? response.withData("partitions", partitions).build()
        : response.withData("reason", "topic " + Topics.ALERTS + " is not assigned yet").build();
  }
}
