package io.ringfence.edge.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.edge.Core;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What calls need besides messages: time, orders to end them, and a last word at the end. On a
/// thread of its own, since there may be many calls.
@Singleton
class CallUpkeep {

  private static final Logger LOG = Logger.getLogger(CallUpkeep.class);
  private static final Duration SWEEP = Duration.ofSeconds(5);

  /// After the sockets have been closed, before the publishers stop.
  private static final int BEFORE_PUBLISHERS = Interceptor.Priority.LIBRARY_BEFORE + 1;

  private final Core core;
  private final Bus bus;
  private final CommandFollower commands;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("calls").factory());
  private @Nullable CompactedTopic topic;

  CallUpkeep(Core core, Bus bus, CommandFollower commands, InstantSource clock) {
    this.core = core;
    this.bus = bus;
    this.commands = commands;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    topic = CompactedTopic.follow(bus.bootstrapServers(), Topics.COMMANDS, commands);
    long millis = SWEEP.toMillis();
    var _ = thread.scheduleWithFixedDelay(this::sweep, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    try {
      core.calls().table().sweep(clock.instant());
    } catch (RuntimeException e) {
      LOG.error("calls were not looked through and are again", e);
    }
  }

  void stop(@Observes @Priority(BEFORE_PUBLISHERS) ShutdownEvent event) {
    thread.shutdownNow();
    if (topic != null) {
      topic.close();
    }
    core.calls().table().close(clock.instant());
  }
}
