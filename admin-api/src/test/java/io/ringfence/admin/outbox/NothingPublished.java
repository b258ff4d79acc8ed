package io.ringfence.admin.outbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.contracts.config.Configuration;

/// What is known of topic `config` while Kafka is away: nothing since the start, or since it was
/// read last.
public final class NothingPublished extends PublishedConfig implements AutoCloseable {
  private final Configuration known;

  public NothingPublished(KafkaProducers kafka) {
    this(kafka, Configuration.INITIAL);
  }

  public NothingPublished(KafkaProducers kafka, Configuration known) {
    super(kafka, new SimpleMeterRegistry());
    this.known = known;
  }

  @Override
  public Configuration configuration() {
    return known;
  }

  @Override
  public synchronized void close() {
    super.close();
  }
}
