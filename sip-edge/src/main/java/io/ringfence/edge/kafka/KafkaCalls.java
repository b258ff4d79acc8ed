package io.ringfence.edge.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.CallEnd;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.call.CallLog;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Calls, keyed by Call-ID.
@Singleton
public class KafkaCalls implements CallLog {

  private final Publisher<CallEvent> publisher;
  private final MeterRegistry registry;

  KafkaCalls(Bus bus, SipConfig config) {
    this.registry = bus.registry();
    this.publisher =
        new Publisher<>(bus, Topics.CALLS, config.memory().queuedCalls(), KafkaCalls::record);
  }

  private static ProducerRecord<String, byte[]> record(CallEvent event) {
    return new ProducerRecord<>(Topics.CALLS, event.callId(), Json.write(event));
  }

  @Override
  public void told(CallEvent event) {
    publisher.offer(event);
    var end = event.end();
    if (end != null) {
      count(event, end);
    }
  }

  private void count(CallEvent event, CallEnd end) {
    registry
        .counter(
            "ringfence_calls_total",
            "direction",
            event.direction().wireName(),
            "answered",
            Boolean.toString(event.answeredAt() != null),
            "end",
            end.wireName())
        .increment();
  }

  void stop(@Observes ShutdownEvent event) {
    publisher.close();
  }
}
