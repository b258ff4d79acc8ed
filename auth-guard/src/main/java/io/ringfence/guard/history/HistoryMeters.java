package io.ringfence.guard.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/// What the way into PostgreSQL counts.
final class HistoryMeters {

  private final MeterRegistry registry;
  private final AtomicLong lag;
  private final Counter coalesced;
  private final Counter gaveWay;

  HistoryMeters(MeterRegistry registry) {
    this.registry = registry;
    this.lag = registry.gauge("ringfence.history.lag.records", new AtomicLong());
    this.coalesced = registry.counter("ringfence.history.coalesced");
    this.gaveWay = registry.counter("ringfence.history.kinds.given.way");
  }

  void written(Batch batch) {
    rows("security_log", batch.entries().size() + batch.growing().size());
    rows("block", batch.blocks().size());
    rows("call_record", batch.calls().size());
  }

  private void rows(String table, int count) {
    registry.counter("ringfence.history.rows", "table", table).increment(count);
  }

  /// A failed login had no line of its own.
  void coalesced() {
    coalesced.increment();
  }

  /// A kind of failed login is no longer watched for more of the same, for want of room.
  void windowGaveWay() {
    gaveWay.increment();
  }

  /// Records that the bus did not keep until they were written.
  void missing(String topic, long records) {
    registry.counter("ringfence.history.missing", "topic", topic).increment((double) records);
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
