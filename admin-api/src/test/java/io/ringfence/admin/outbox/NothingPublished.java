package io.ringfence.admin.outbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.contracts.config.Configuration;

/// What is known of topic `config` when Kafka has been away since the start.
public final class NothingPublished extends PublishedConfig implements AutoCloseable {
  public NothingPublished(KafkaProducers kafka) {
    super(kafka, new SimpleMeterRegistry());
  }

  @Override
  public Configuration configuration() {
    return Configuration.INITIAL;
  }

  @Override
  public synchronized void close() {
    super.close();
  }
}
