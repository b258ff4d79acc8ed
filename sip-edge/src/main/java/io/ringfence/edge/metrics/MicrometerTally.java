package io.ringfence.edge.metrics;

import io.micrometer.core.instrument.FunctionCounter;
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
import java.util.concurrent.atomic.LongAdder;
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
  private final AtomicReferenceArray<LongAdder> requests =
      new AtomicReferenceArray<>(Method.values().length * TRANSPORTS * RESULTS);
  private final AtomicReferenceArray<LongAdder> drops =
      new AtomicReferenceArray<>(TRANSPORTS * DROPS);
  private final AtomicReferenceArray<LongAdder> attempts =
      new AtomicReferenceArray<>(Outcome.values().length * REASONS);
  private final LongAdder guessesPastLimit;
  private final AtomicLong refusedPackets = new AtomicLong();

  MicrometerTally(MeterRegistry registry) {
    this.registry = registry;
    this.guessesPastLimit = counter("ringfence_guesses_past_limit_total");
  }

  @Override
  public void request(Method method, Transport transport, Result result) {
    int index = (method.ordinal() * TRANSPORTS + transport.ordinal()) * RESULTS + result.ordinal();
    increment(
        requests,
        index,
        () ->
            counter(
                "ringfence_sip_requests_total",
                "method",
                method.name(),
                "transport",
                transport.wireName(),
                "result",
                result.label()));
  }

  @Override
  public void dropped(Transport transport, Drop drop, int count) {
    if (drop == Drop.BLOCKED || drop == Drop.FUSED) {
      refusedPackets.addAndGet(count);
    }
    add(
        count,
        drops,
        transport.ordinal() * DROPS + drop.ordinal(),
        () ->
            counter(
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
            counter(
                "ringfence_attempts_total",
                "service",
                Service.SIP.wireName(),
                "outcome",
                outcome.wireName(),
                "reason",
                reason == null ? "none" : reason.wireName()));
  }

  /// A registry's own counter does more than to count, which shows where each message is counted.
  private LongAdder counter(String name, String... tags) {
    var count = new LongAdder();
    FunctionCounter.builder(name, count, LongAdder::sum).tags(tags).register(registry);
    return count;
  }

  private static void increment(
      AtomicReferenceArray<LongAdder> counters, int index, Supplier<LongAdder> creation) {
    add(1, counters, index, creation);
  }

  private static void add(
      int count,
      AtomicReferenceArray<LongAdder> counters,
      int index,
      Supplier<LongAdder> creation) {
    var counter = counters.get(index);
    if (counter == null) {
      counter = created(counters, index, creation);
    }
    counter.add(count);
  }

  /// The registry keeps the first counter of a name and its labels.
  private static synchronized LongAdder created(
      AtomicReferenceArray<LongAdder> counters, int index, Supplier<LongAdder> creation) {
    var counter = counters.get(index);
    if (counter == null) {
      counter = creation.get();
      counters.set(index, counter);
    }
    return counter;
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
