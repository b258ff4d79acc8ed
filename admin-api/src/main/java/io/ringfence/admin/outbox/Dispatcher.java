package io.ringfence.admin.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.ringfence.admin.installation.Schema;
import io.ringfence.admin.problem.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/// Publishes the outbox to Kafka right after each commit, on a thread of its own. PostgreSQL says
/// when there is something (`NOTIFY` at commit, from whichever replica), a slow poll finds what was
/// left over, and notices a Kafka that has lost the configuration. One instance dispatches, the
/// others stand by.
@ApplicationScoped
@Startup
public class Dispatcher {
  private static final Logger LOG = Logger.getLogger(Dispatcher.class);
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /// Where the dispatcher is.
  public enum State {
    STARTING,
    DISPATCHING,
    STANDING_BY,
    FAILING
  }

  private final Schema schema;
  private final Outbox outbox;
  private final Reconciliation reconciliation;
  private final PublishedConfig config;
  private final ConfigTopic topic;
  private final Counter published;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile State state = State.STARTING;
  private volatile String reason = "waiting for the database's schema";
  private volatile boolean firstPublishDone;
  private volatile boolean stopped;
  private volatile long depth;

  Dispatcher(
      Schema schema,
      Outbox outbox,
      Reconciliation reconciliation,
      PublishedConfig config,
      ConfigTopic topic,
      MeterRegistry metrics) {
    this.schema = schema;
    this.outbox = outbox;
    this.reconciliation = reconciliation;
    this.config = config;
    this.topic = topic;
    this.published =
        Counter.builder("ringfence.outbox.published")
            .description("Records published from the outbox")
            .register(metrics);
    Gauge.builder("ringfence.outbox.depth", () -> depth)
        .description("Records that wait to be published")
        .register(metrics);
    thread = Thread.ofPlatform().daemon().name("outbox").start(this::run);
  }

  public State state() {
    return state;
  }

  /// Why it does not dispatch.
  public String reason() {
    return reason;
  }

  /// Whether the topic has had every document since this start.
  public boolean firstPublishDone() {
    return firstPublishDone;
  }

  private void run() {
    while (!stopped) {
      try {
        schema.migrated().get();
        var turn = outbox.take(wake::release);
        if (turn == null) {
          standBy();
        } else {
          try (turn) {
            dispatch(turn);
          }
        }
      } catch (InterruptedException e) {
        return;
      } catch (ExecutionException | TimeoutException | RuntimeException e) {
        fail(e);
      }
    }
  }

  private void dispatch(Outbox.Turn turn)
      throws ExecutionException, InterruptedException, TimeoutException {
    topic.makeRoom();
    publish(turn);
    topic.notice();
    reason = "waiting for Kafka to show topic config";
    if (!reconciliation.run()) {
      wake.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    publish(turn);
    firstPublishDone = true;
    state = State.DISPATCHING;
    while (!stopped) {
      boolean woken = wake.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
      wake.drainPermits();
      if (!woken && topic.hasLostSomething()) {
        LOG.warn("topic config has lost records: publishing the configuration again");
        config.readAgain();
        return;
      }
      publish(turn);
    }
  }

  private void publish(Outbox.Turn turn)
      throws ExecutionException, InterruptedException, TimeoutException {
    published.increment(turn.drain());
    depth = 0;
  }

  private void standBy() throws InterruptedException {
    state = State.STANDING_BY;
    reason = "another instance dispatches";
    firstPublishDone = true;
    depth = outbox.depth();
    Thread.sleep(RETRY);
  }

  private void fail(Exception e) {
    if (stopped) {
      return;
    }
    state = State.FAILING;
    reason = "the outbox cannot be published: " + Unavailable.reason(e);
    LOG.warn(reason);
    try {
      depth = outbox.depth();
    } catch (RuntimeException ignored) {
      LOG.debug("the outbox cannot be counted", ignored);
    }
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Before the pool is closed.
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped = true;
    wake.release();
    if (!thread.join(STOP_LIMIT)) {
      thread.interrupt();
    }
  }
}
