package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Origin;
import io.ringfence.guard.detect.Output;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where what one task says goes out: decisions, alerts, findings, and what it could not read.
/// Confined to the task's thread.
final class Outlet {

  private static final Logger LOG = Logger.getLogger(GuardProcessor.class);

  private final ProcessorContext<String, byte[]> context;
  private final GuardMeters meters;
  private final Gathered gathered;

  /// @param partitions of topic `findings`
  /// @param gather how long findings wait for company
  Outlet(
      ProcessorContext<String, byte[]> context,
      GuardMeters meters,
      int partitions,
      Duration gather) {
    this.context = context;
    this.meters = meters;
    this.gathered = new Gathered(partitions, gather, this::sendFindings);
  }

  /// Sends it; a finding may wait for company.
  void put(Output output) {
    switch (output) {
      case Output.Decision(var decision, var repeated) -> {
        forward(GuardTopology.TO_BLOCKS, decision.target().value(), Json.write(decision));
        if (!repeated) {
          tell(decision);
        }
      }
      case Output.Alert(var alert) ->
          forward(GuardTopology.TO_ALERTS, alert.subject(), Json.write(alert));
      case Output.Found(var finding) -> gathered.add(finding);
      case Output.Cleared(var target) -> forward(GuardTopology.TO_BLOCKS, target.value(), null);
    }
  }

  private void tell(BlockDecision decision) {
    if (decision.state() == BlockState.ACTIVE) {
      meters.began(decision);
    }
    LOG.logf(
        decision.origin() == Origin.FEED ? Logger.Level.DEBUG : Logger.Level.INFO,
        "%s %s: %s by %s, %d failures, until %s",
        decision.target().value(),
        decision.state().wireName(),
        decision.rule().wireName(),
        decision.origin().wireName(),
        decision.evidence().attempts(),
        decision.expiresAt());
  }

  /// Sends the findings that have waited long enough.
  void sendIfDue(long nowMillis) {
    gathered.sendIfDue(nowMillis);
  }

  /// Sends all findings.
  void sendAll() {
    gathered.sendAll();
  }

  /// To the dead letters of its topic.
  void refuse(Record<String, byte[]> record, String topic, IllegalArgumentException e) {
    String error = DeadLetter.error(e);
    String sink =
        switch (topic) {
          case Topics.ATTEMPTS -> GuardTopology.TO_ATTEMPTS_DEAD_LETTER;
          case Topics.FINDINGS -> GuardTopology.TO_FINDINGS_DEAD_LETTER;
          default -> GuardTopology.TO_COMMANDS_DEAD_LETTER;
        };
    context.forward(DeadLetter.of(record, context, error), sink);
    meters.deadLetter(topic);
    LOG.warnf("%s: a record went to its dead letters: %s", topic, error);
  }

  private void sendFindings(String key, byte[] value) {
    forward(GuardTopology.TO_FINDINGS, key, value);
  }

  private void forward(String sink, String key, byte @Nullable [] value) {
    context.forward(new Record<>(key, value, context.currentSystemTimeMs()), sink);
  }
}
