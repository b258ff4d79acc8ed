package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.guard.toll.TollGuard;
import io.ringfence.guard.toll.TollNote;
import io.ringfence.guard.toll.TollOutput;
import io.ringfence.guard.toll.TollSituation;
import io.ringfence.guard.toll.TollState;
import io.ringfence.guard.toll.TollStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Hands calls that cost to [TollGuard] and does what it says. What the essay in [GuardProcessor]
/// says of crashes holds here too: a call is known by its id and by how long it lasts, and an event
/// that caused an announcement is found in the state and announces it again. Everything has an
/// event that would be read again; nothing happens by the clock.
final class TollProcessor implements Processor<String, byte[], String, byte[]> {

  private static final Logger LOG = Logger.getLogger(TollProcessor.class);
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);

  private final Policies policies;
  private final GuardMeters meters;
  private final TollSituation.Bounds bounds;

  private @Nullable ProcessorContext<String, byte[]> kafka;
  private @Nullable KeyValueStore<String, TollState> states;
  private Instant eventTime = Instant.EPOCH;

  TollProcessor(Policies policies, GuardMeters meters, TollSituation.Bounds bounds) {
    this.policies = policies;
    this.meters = meters;
    this.bounds = bounds;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    kafka = context;
    states = context.getStateStore(TollTopology.STORE);
    context.schedule(SWEEP_INTERVAL, PunctuationType.WALL_CLOCK_TIME, _ -> forgetIdle());
  }

  @Override
  public void process(Record<String, byte[]> record) {
    try {
      var call = Poison.tollCall(record.key(), record.value());
      var now = Instant.ofEpochMilli(context().currentSystemTimeMs());
      var state = store().get(record.key());
      var step =
          TollGuard.call(
              state == null ? TollState.EMPTY : state,
              call,
              policies.toll(call.account(), bounds, now));
      if (call.occurredAt().isAfter(eventTime)) {
        eventTime = call.occurredAt();
      }
      apply(record.key(), step);
    } catch (IllegalArgumentException e) {
      String error = DeadLetter.error(e);
      context().forward(DeadLetter.of(record, context(), error), TollTopology.TO_DEAD_LETTER);
      meters.deadLetter(Topics.TOLL);
      LOG.warnf("%s: a record went to its dead letters: %s", Topics.TOLL, error);
    }
  }

  /// Announces first, as [GuardProcessor] does.
  private void apply(String key, TollStep step) {
    step.outputs().forEach(output -> announce(output, step.note()));
    if (step.note() == TollNote.COUNTED || step.note() == TollNote.KNOWN) {
      store().put(key, step.state());
    }
    meters.toll(step.note(), step.summedUp());
  }

  private void announce(TollOutput output, TollNote note) {
    switch (output) {
      case TollOutput.Alert(var alert) -> {
        forward(TollTopology.TO_ALERTS, alert.subject(), alert);
        tell(alert, note);
      }
      case TollOutput.Count(var call) -> forward(TollTopology.TO_TOLL, call.key(), call);
      case TollOutput.Lock(var order) ->
          forward(TollTopology.TO_LOCKS, LockOrder.key(order.account()), order);
    }
  }

  private void tell(SecurityAlert alert, TollNote note) {
    if (note != TollNote.REPEATED) {
      meters.tollAlert(alert.kind());
      LOG.warnf("%s of %s: %s", alert.kind().wireName(), alert.subject(), alert.reason());
    }
  }

  private void forward(String sink, String key, Object value) {
    long now = context().currentSystemTimeMs();
    context().forward(new Record<>(key, Json.write(value), now), sink);
  }

  /// There is a state for each account that calls such numbers at all.
  private void forgetIdle() {
    var idle = new ArrayList<String>();
    try (var all = store().all()) {
      while (all.hasNext()) {
        var entry = all.next();
        if (entry.value.isIdle(eventTime)) {
          idle.add(entry.key);
        }
      }
    }
    idle.forEach(store()::delete);
  }

  private ProcessorContext<String, byte[]> context() {
    return Objects.requireNonNull(kafka);
  }

  private KeyValueStore<String, TollState> store() {
    return Objects.requireNonNull(states);
  }
}
