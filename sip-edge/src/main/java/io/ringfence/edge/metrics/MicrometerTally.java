package io.ringfence.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.uas.Drop;
import io.ringfence.edge.uas.Result;
import io.ringfence.edge.uas.Tally;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Counts in Prometheus' metrics. Labels come from enums only, so their number is bounded. Counters
/// are found by index: nothing is looked up or allocated for a request.
@Singleton
@SuppressWarnings("EnumOrdinal") // an index into a table of this process, nothing that is kept
public class MicrometerTally implements Tally {

  private static final int TRANSPORTS = Transport.values().length;
  private static final int RESULTS = Result.values().length;
  private static final int DROPS = Drop.values().length;
  private static final int REASONS = Reason.values().length + 1;

  private final MeterRegistry registry;
  private final AtomicReferenceArray<Counter> requests =
      new AtomicReferenceArray<>(Method.values().length * TRANSPORTS * RESULTS);
  private final AtomicReferenceArray<Counter> drops =
      new AtomicReferenceArray<>(TRANSPORTS * DROPS);
  private final AtomicReferenceArray<Counter> attempts =
      new AtomicReferenceArray<>(Outcome.values().length * REASONS);
  private final Counter guessesPastLimit;
  private final AtomicLong refusedPackets = new AtomicLong();

  MicrometerTally(MeterRegistry registry) {
    this.registry = registry;
    this.guessesPastLimit = registry.counter("ringfence_guesses_past_limit_total");
  }

  @Override
  public void request(Method method, Transport transport, Result result) {
    int index = (method.ordinal() * TRANSPORTS + transport.ordinal()) * RESULTS + result.ordinal();
    increment(
        requests,
        index,
        () ->
            registry.counter(
                "ringfence_sip_requests_total",
                "method",
                method.name(),
                "transport",
                transport.wireName(),
                "result",
                result.label()));
  }

  @Override
  public void dropped(Transport transport, Drop drop) {
    if (drop == Drop.BLOCKED || drop == Drop.FUSED) {
      refusedPackets.incrementAndGet();
    }
    increment(
        drops,
        transport.ordinal() * DROPS + drop.ordinal(),
        () ->
            registry.counter(
                "ringfence_sip_dropped_total",
                "transport",
                transport.wireName(),
                "reason",
                drop.label()));
  }

  @Override
  public void attempt(Outcome outcome, @Nullable Reason reason) {
    int index = outcome.ordinal() * REASONS + (reason == null ? REASONS - 1 : reason.ordinal());
    increment(
        attempts,
        index,
        () ->
            registry.counter(
                "ringfence_attempts_total",
                "service",
                Service.SIP.wireName(),
                "outcome",
                outcome.wireName(),
                "reason",
                reason == null ? "none" : reason.wireName()));
  }

  private static void increment(
      AtomicReferenceArray<Counter> counters, int index, Supplier<Counter> creation) {
    var counter = counters.get(index);
    if (counter == null) {
      counter = creation.get();
      counters.set(index, counter);
    }
    counter.increment();
  }

  @Override
  public void guessPastLimit() {
    guessesPastLimit.increment();
  }

  /// Messages of blocked and fused sources that were dropped since the start.
  public long refusedPackets() {
    return refusedPackets.get();
  }
}
