package io.ringfence.edge.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.uas.Attempts;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Attempts, keyed by source.
@Singleton
public class KafkaAttempts implements Attempts {

  private final Publisher<AuthenticationAttempt> publisher;

  KafkaAttempts(Bus bus, SipConfig config) {
    this.publisher =
        new Publisher<>(
            bus, Topics.ATTEMPTS, config.memory().queuedAttempts(), KafkaAttempts::record);
  }

  private static ProducerRecord<String, byte[]> record(AuthenticationAttempt attempt) {
    return new ProducerRecord<>(Topics.ATTEMPTS, attempt.key(), Json.write(attempt));
  }

  @Override
  public void observed(AuthenticationAttempt attempt) {
    publisher.offer(attempt);
  }

  void stop(@Observes ShutdownEvent event) {
    publisher.close();
  }
}
