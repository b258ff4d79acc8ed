package io.ringfence.admin.bouncers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.ringfence.admin.blocks.ActiveBlocks;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.net.IpAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The bans in force, from the same state as everything else: topics `blocks` and `config`.
@ApplicationScoped
@Startup
class Decisions {

  /// Positions are numbers of this run of the service.
  private final UUID run = EventIds.next();

  private final DecisionFeed feed;
  private final ActiveBlocks blocks;
  private final PublishedConfig config;
  private final Clock clock;

  Decisions(
      ActiveBlocks blocks,
      PublishedConfig config,
      BouncerSettings settings,
      Clock clock,
      MeterRegistry metrics) {
    this.feed = new DecisionFeed(settings.maxEnded());
    this.blocks = blocks;
    this.config = config;
    this.clock = clock;
    Gauge.builder("ringfence.bouncer.decisions", this, Decisions::size)
        .description("Decisions that bouncers are told of")
        .register(metrics);
    blocks.follow(this::take);
  }

  UUID run() {
    return run;
  }

  /// Whether everything that was decided before the start is known.
  boolean isReady() {
    return blocks.isCaughtUp() && config.isCaughtUp();
  }

  List<Ban> all() {
    synchronized (feed) {
      return current().all();
    }
  }

  List<Ban> about(IpAddress address) {
    synchronized (feed) {
      return current().about(address);
    }
  }

  /// Everything in force, as a bouncer that knows nothing is told.
  DecisionFeed.Changes start() {
    synchronized (feed) {
      return new DecisionFeed.Changes(current().all(), List.of(), feed.position(), true);
    }
  }

  /// @param position of this run
  DecisionFeed.Changes since(long position) {
    synchronized (feed) {
      return current().since(position);
    }
  }

  boolean isBanned(String value) {
    synchronized (feed) {
      return feed.isBanned(value);
    }
  }

  private DecisionFeed current() {
    var now = clock.instant();
    feed.trust(config.configuration().trusted(now));
    feed.expire(now);
    return feed;
  }

  private void take(String target, @Nullable BlockDecision decision) {
    synchronized (feed) {
      feed.take(target, decision, clock.instant());
    }
  }

  private double size() {
    synchronized (feed) {
      return feed.size();
    }
  }
}
