package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.CallEvent;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// Passes calls that cost on to the tasks that count them for their accounts: from `calls`, where
/// they are by Call-ID, to `toll`, where they are by account. It keeps nothing, so what is read
/// again is said again, with the same ids. What cannot be read history puts aside, which reads it
/// too.
final class TollRouter implements Processor<String, byte[], String, byte[]> {

  private final Policies policies;
  private @Nullable ProcessorContext<String, byte[]> kafka;

  TollRouter(Policies policies) {
    this.policies = policies;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    kafka = context;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    var context = Objects.requireNonNull(kafka);
    var event = read(record.value());
    if (event == null) {
      return;
    }
    var now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    var call = policies.toll(event, now);
    if (call != null) {
      context.forward(new Record<>(call.key(), Json.write(call), record.timestamp()));
    }
  }

  private static @Nullable CallEvent read(byte @Nullable [] value) {
    try {
      return value == null ? null : Json.read(value, CallEvent.class);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
