package io.ringfence.guard.sensor;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.guard.bus.SafeProducer;
import java.time.Duration;
import java.util.List;

/// Attempts on the bus, with sip-edge's keys. A bus that is away is waited for.
final class KafkaAttempts implements AttemptSink, AutoCloseable {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final SafeProducer<AuthenticationAttempt> producer;
  private final SensorMeters meters;

  KafkaAttempts(String bootstrapServers, SensorMeters meters) {
    this.meters = meters;
    this.producer =
        new SafeProducer<>(bootstrapServers, Topics.ATTEMPTS, "none", AuthenticationAttempt::key);
  }

  @Override
  public void put(List<AuthenticationAttempt> attempts) throws InterruptedException {
    while (!producer.isPut(attempts)) {
      Thread.sleep(RETRY);
    }
    attempts.forEach(meters::sent);
  }

  @Override
  public void close() {
    producer.close();
  }
}
