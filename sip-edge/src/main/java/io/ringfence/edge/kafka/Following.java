package io.ringfence.edge.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.edge.Core;
import io.ringfence.edge.Readiness.Need;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Follows the shared state, and does what time asks for.
@Singleton
public class Following {

  private static final Logger LOG = Logger.getLogger(Following.class);
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration SECOND = Duration.ofSeconds(1);
  /// How late another edge's binding may be known here. Phones register far more often than they
  /// move, and a record at a time would cost as much as the registration.
  private static final Duration BINDINGS_DELAY = Duration.ofMillis(100);

  private static final Duration SWEEP = Duration.ofSeconds(30);

  private final Bus bus;
  private final Core core;
  private final ConfigFollower config;
  private final BlockFollower blocks;
  private final RegistrationFollower registrations;
  private final EnforcementReporter reporter;
  private final InstantSource clock;
  private final List<CompactedTopic> topics = new ArrayList<>();
  private final ScheduledExecutorService time =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("time").factory());

  Following(
      Bus bus,
      Core core,
      ConfigFollower config,
      BlockFollower blocks,
      RegistrationFollower registrations,
      EnforcementReporter reporter,
      InstantSource clock) {
    this.bus = bus;
    this.core = core;
    this.config = config;
    this.blocks = blocks;
    this.registrations = registrations;
    this.reporter = reporter;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    follow(Topics.CONFIG, config, () -> core.readiness().met(Need.CONFIG));
    follow(
        Topics.BLOCKS,
        blocks,
        () -> {
          reporter.live();
          core.readiness().met(Need.BLOCKS);
        });
    follow(
        CompactedTopic.gather(
            bus.bootstrapServers(), Topics.REGISTRATIONS, BINDINGS_DELAY, registrations),
        this::restored);
    every(TICK, this::tick);
    every(TICK, blocks::expire);
    every(SWEEP, this::sweep);
    every(SECOND, () -> core.onEach(worker -> worker.server().sweep(clock.instant())));
  }

  private void follow(String topic, CompactedTopic.Handler handler, Runnable caughtUp) {
    follow(CompactedTopic.follow(bus.bootstrapServers(), topic, handler), caughtUp);
  }

  private void follow(CompactedTopic followed, Runnable caughtUp) {
    var _ = followed.caughtUp().thenRun(caughtUp);
    topics.add(followed);
  }

  /// Not on the SIP loops: a million blocks may end together.
  private void every(Duration period, Runnable task) {
    long millis = period.toMillis();
    var _ = time.scheduleWithFixedDelay(() -> attempt(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("what time asks for could not be done and is tried again", e);
    }
  }

  private void restored() {
    core.reconcile();
    core.readiness().met(Need.REGISTRATIONS);
  }

  private void tick() {
    var changesAt = core.admission().rules().changesAt();
    if (changesAt != null && !clock.instant().isBefore(changesAt)) {
      config.refresh();
    }
  }

  private void sweep() {
    if (core.readiness().canDecide()) {
      core.registrar().sweep(clock.instant());
    }
  }

  void stop(@Observes ShutdownEvent event) {
    time.shutdownNow();
    topics.forEach(CompactedTopic::close);
  }
}
