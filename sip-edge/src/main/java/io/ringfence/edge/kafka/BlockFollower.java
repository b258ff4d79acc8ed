package io.ringfence.edge.kafka;

import io.micrometer.core.instrument.Timer;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.edge.Core;
import io.ringfence.edge.Node;
import io.ringfence.edge.admission.Block;
import io.ringfence.edge.admission.Blocks;
import io.ringfence.edge.netty.Connections;
import io.ringfence.edge.netty.SipLoop;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Puts blocks in force as they are decided, and lets them go. A block is in force for new packets
/// the moment its record has been read; open connections are closed right after.
@Singleton
public class BlockFollower implements CompactedTopic.Handler {

  /// What takes longer is another clock's time, or none at all.
  private static final Duration MAX_LATENCY = Duration.ofDays(1);

  private final Core core;
  private final SipLoop loop;
  private final Connections connections;
  private final EnforcementReporter reporter;
  private final InstantSource clock;
  private final Bus bus;
  private final Timer enforcement;

  BlockFollower(
      Core core,
      SipLoop loop,
      Connections connections,
      EnforcementReporter reporter,
      InstantSource clock,
      Bus bus) {
    this.core = core;
    this.loop = loop;
    this.connections = connections;
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
    var target = decision == null ? target(key) : decision.target();
    var now = clock.instant();
    switch (core.blocks().apply(target, decision, now)) {
      case Blocks.Started(var block, var isNew) -> {
        reporter.applied(block, BlockState.ACTIVE, now);
        loop.run(() -> connections.close(source -> isBlocked(block, source)));
        if (isNew && decision != null && reporter.isLive()) {
          measure(decision);
        }
      }
      case Blocks.Ended(var block) -> {
        reporter.applied(block, decision == null ? BlockState.RELEASED : ended(decision), now);
      }
      case Blocks.Unchanged() -> {}
    }
    var forgiven = Block.forgivesUntil(decision, now);
    if (forgiven != null) {
      forgive(target, Block.millis(forgiven));
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

  private static BlockTarget target(String key) {
    return key.indexOf('/') < 0
        ? new BlockTarget.Ip(IpAddress.parse(key))
        : new BlockTarget.Prefix(IpPrefix.parse(key));
  }

  private boolean isBlocked(Block block, IpAddress source) {
    return block.target().covers(source) && !core.admission().rules().trusted().contains(source);
  }

  /// A source whose block has ended starts anew; what it did since then stays.
  private void forgive(BlockTarget target, long untilMillis) {
    loop.run(
        () -> {
          switch (target) {
            case BlockTarget.Ip(var address) -> core.fuse().forgive(address, untilMillis);
            case BlockTarget.Prefix(var prefix) ->
                core.fuse().forgive(prefix::contains, untilMillis);
          }
        });
  }

  /// Lets go what has expired, without waiting for the record that says so.
  void expire() {
    var now = clock.instant();
    for (Block block : core.blocks().expire(now.toEpochMilli())) {
      reporter.applied(block, BlockState.EXPIRED, now);
      forgive(block.target(), block.expiresAtMillis());
    }
  }

  @Override
  public void batchEnded() {
    reporter.wake();
  }

  @Override
  public void refused(ConsumerRecord<String, byte[]> record, IllegalArgumentException reason) {
    bus.countRefused(record);
  }
}
