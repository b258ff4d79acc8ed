package io.ringfence.admin.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A Kafka that takes nothing at first.
public final class FailingKafka extends KafkaProducers {
  private final List<byte[]> taken = new ArrayList<>();
  private int failures;

  public FailingKafka(int failures) {
    super("");
    this.failures = failures;
  }

  public synchronized List<byte[]> taken() {
    return List.copyOf(taken);
  }

  @Override
  public synchronized CompletableFuture<Void> send(
      String topic, String key, byte @Nullable [] value, Map<String, String> headers) {
    if (failures-- > 0) {
      return CompletableFuture.failedFuture(new TimeoutException("nobody is there"));
    }
    taken.add(value);
    return CompletableFuture.completedFuture(null);
  }
}
