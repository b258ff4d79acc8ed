package io.ringfence.edge.kafka;

import io.micrometer.core.instrument.Timer;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.Core;
import io.ringfence.edge.Node;
import io.ringfence.edge.admission.Block;
import io.ringfence.edge.admission.Blocks;
import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.netty.SipLoops;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Puts blocks in force as they are decided, and lets them go. A block is in force for new packets
/// the moment its record has been read; open connections are closed right after.
@Singleton
public class BlockFollower implements CompactedTopic.Handler {

  /// What takes longer is another clock's time, or none at all.
  private static final Duration MAX_LATENCY = Duration.ofDays(1);

  /// At most this many are let go at once, so that the topic's records do not wait for long.
  private static final int MAX_EXPIRED = 4_096;

  private final Core core;
  private final SipLoops loops;
  private final EnforcementReporter reporter;
  private final InstantSource clock;
  private final Bus bus;
  private final Timer enforcement;

  /// Of the batch under way. Confined to the thread that follows the topic.
  private final List<Forgiven> forgiven = new ArrayList<>();

  private boolean hasStarted;

  /// A block's end: up to it, what its target's sources did is forgiven.
  private record Forgiven(BlockTarget target, long untilMillis) {}

  BlockFollower(
      Core core, SipLoops loops, EnforcementReporter reporter, InstantSource clock, Bus bus) {
    this.core = core;
    this.loops = loops;
    this.reporter = reporter;
    this.clock = clock;
    this.bus = bus;
    this.enforcement =
        Timer.builder("ringfence_enforcement_seconds")
            .tag("enforcer", Node.ENFORCER)
            .description("From the deciding attempt to the block being in force")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofSeconds(30))
            .register(bus.registry());
  }

  @Override
  public void accept(String key, byte @Nullable [] value) {
    var decision = value == null ? null : Json.read(value, BlockDecision.class);
    var target = decision == null ? BlockTarget.ofKey(key) : decision.target();
    var now = clock.instant();
    switch (core.blocks().apply(target, decision, now)) {
      case Blocks.Started(var block, var isNew) -> {
        reporter.applied(block, BlockState.ACTIVE, now);
        hasStarted = true;
        if (isNew && decision != null && reporter.isLive()) {
          measure(decision);
        }
      }
      case Blocks.Ended(var block) -> {
        reporter.applied(block, decision == null ? BlockState.RELEASED : ended(decision), now);
      }
      case Blocks.Unchanged(), Blocks.Refused() -> {}
    }
    var until = Block.forgivesUntil(decision, now);
    if (until != null) {
      forgiven.add(new Forgiven(target, Block.millis(until)));
    }
  }

  private static BlockState ended(BlockDecision decision) {
    return decision.state() == BlockState.ACTIVE ? BlockState.EXPIRED : decision.state();
  }

  private void measure(BlockDecision decision) {
    var lastSeen = decision.evidence().lastSeen();
    if (lastSeen != null) {
      var latency = Duration.between(lastSeen, clock.instant());
      if (!latency.isNegative() && latency.compareTo(MAX_LATENCY) < 0) {
        enforcement.record(latency);
      }
    }
  }

  private boolean isBlocked(IpAddress source, long nowMillis) {
    return core.admission().check(source, nowMillis) == Entry.BLOCKED;
  }

  /// A source whose block has ended starts anew; what it did since then stays.
  private void forgive(List<Forgiven> ended) {
    if (!ended.isEmpty()) {
      core.onEach(
          worker -> ended.forEach(one -> worker.fuse().forgive(one.target, one.untilMillis)));
    }
  }

  /// Lets go what has expired, without waiting for the record that says so.
  void expire() {
    var now = clock.instant();
    var over = core.blocks().expire(now.toEpochMilli(), MAX_EXPIRED);
    over.forEach(block -> reporter.applied(block, BlockState.EXPIRED, now));
    forgive(over.stream().map(b -> new Forgiven(b.target(), b.expiresAtMillis())).toList());
  }

  /// Connections are looked through once for all the blocks of a batch.
  @Override
  public void batchEnded() {
    if (hasStarted) {
      hasStarted = false;
      long nowMillis = clock.millis();
      loops.closeConnections(source -> isBlocked(source, nowMillis));
    }
    forgive(List.copyOf(forgiven));
    forgiven.clear();
    reporter.wake();
  }

  @Override
  public void refused(ConsumerRecord<String, byte[]> record, IllegalArgumentException reason) {
    bus.countRefused(record);
  }
}
