package io.ringfence.guard.sensor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.ringfence.contracts.event.AuthenticationAttempt;
import java.util.concurrent.atomic.AtomicInteger;

/// What one sensor counts. Its name is from the configuration; no address or account is a label.
final class SensorMeters {

  private final MeterRegistry registry;
  private final String sensor;
  private final AtomicInteger up;

  SensorMeters(MeterRegistry registry, String sensor) {
    this.registry = registry;
    this.sensor = sensor;
    this.up = new AtomicInteger();
    registry.gauge("ringfence.sensor.up", Tags.of("sensor", sensor), up);
    line("attempt");
    line("broken");
    line("forged");
  }

  /// Whether what it listens to is there.
  void up(boolean is) {
    up.set(is ? 1 : 0);
  }

  void other() {
    line("other").increment();
  }

  void broken() {
    line("broken").increment();
  }

  void seen(boolean forged) {
    line(forged ? "forged" : "attempt").increment();
  }

  void tooLong(int lines) {
    if (lines > 0) {
      line("too-long").increment(lines);
    }
  }

  void emptied() {
    registry.counter("ringfence.sensor.files", "sensor", sensor, "change", "emptied").increment();
  }

  void rotated() {
    registry.counter("ringfence.sensor.files", "sensor", sensor, "change", "renamed").increment();
  }

  /// Told by the phone system while the bus was away for longer than there is room for.
  void dropped(int events) {
    registry.counter("ringfence.sensor.dropped", "sensor", sensor).increment(events);
  }

  void sent(AuthenticationAttempt attempt) {
    var reason = attempt.reason();
    registry
        .counter(
            "ringfence.attempts",
            "service",
            attempt.service().wireName(),
            "outcome",
            attempt.outcome().wireName(),
            "reason",
            reason == null ? "none" : reason.wireName())
        .increment(attempt.count());
  }

  private Counter line(String result) {
    return registry.counter("ringfence.sensor.lines", "sensor", sensor, "result", result);
  }
}
