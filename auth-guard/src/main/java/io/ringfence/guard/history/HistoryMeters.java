package io.ringfence.guard.history;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/// What the way into PostgreSQL counts.
final class HistoryMeters {

  private final MeterRegistry registry;
  private final AtomicLong lag;

  HistoryMeters(MeterRegistry registry) {
    this.registry = registry;
    this.lag = registry.gauge("ringfence.history.lag.records", new AtomicLong());
  }

  void written(Batch batch) {
    registry
        .counter("ringfence.history.rows", "table", "security_log")
        .increment(batch.entries().size());
    registry.counter("ringfence.history.rows", "table", "block").increment(batch.blocks().size());
    registry
        .counter("ringfence.history.rows", "table", "call_record")
        .increment(batch.calls().size());
  }

  void retried() {
    registry.counter("ringfence.history.retries").increment();
  }

  void lag(long records) {
    lag.set(records);
  }

  void deadLetter(String topic) {
    registry.counter("ringfence.dead.letters", "topic", topic).increment();
  }
}
