package io.ringfence.firewall.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that owns an enforcer and its [Enforcement], and what is told to it. When more is
/// told than it takes, the teller waits: what it has not taken yet stays on Kafka.
public final class EnforcementLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EnforcementLoop.class);
  private static final int MAX_WAITING = 64;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private static final Duration NEXT_TRY = Duration.ofSeconds(1);
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  /// Gives the enforcer.
  @FunctionalInterface
  public interface Opening {

    /// @throws NamespaceTakenException when another process enforces there; it is tried again
    Enforcer open() throws NamespaceTakenException;
  }

  private final BlockingQueue<Consumer<Enforcement>> inbox = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicInteger orders = new AtomicInteger();
  private final Opening opening;
  private final Function<Enforcer, Enforcement> enforcing;
  private final InstantSource clock;
  private final Thread thread;
  private volatile @Nullable Enforcement enforcement;
  private volatile Status waiting = Status.STARTING;
  private volatile boolean closed;

  /// @param opening gives the enforcer, on the thread that will use it
  public EnforcementLoop(
      Opening opening, Function<Enforcer, Enforcement> enforcing, InstantSource clock) {
    this.opening = opening;
    this.enforcing = enforcing;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("enforcement").unstarted(this::run);
  }

  /// Begins. What was told before is heeded before anything is enforced.
  public void start() {
    thread.start();
  }

  /// Has this done by the owner, in the order told. Waits while too much else waits.
  public void tell(Consumer<Enforcement> event) {
    try {
      inbox.put(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public Status status() {
    var current = enforcement;
    return current == null ? waiting : current.status();
  }

  /// Has nothing dropped until then, `null` to drop again what is to be dropped.
  public void open(@Nullable Instant until) {
    int order = orders.incrementAndGet();
    tell(owned -> owned.open(until, order));
  }

  /// Whether the rules in force are those of the latest [#open], or of the beginning when there was
  /// none: never because they were those of an earlier one.
  public boolean isCarriedOut() {
    var current = enforcement;
    return current != null && current.carriedOut() == orders.get();
  }

  public boolean isAlive() {
    return thread.isAlive();
  }

  /// Ends the thread. What is in force stays in force.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The clock may be set meanwhile.
  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
  }

  /// Takes over when another one that enforces here has ended.
  private Enforcer open() throws InterruptedException {
    while (true) {
      try {
        return opening.open();
      } catch (NamespaceTakenException e) {
        if (waiting.error() == null) {
          LOG.error("Nothing is enforced by this process: {}", e.getMessage());
        }
        waiting = Status.waiting(String.valueOf(e.getMessage()));
        Thread.sleep(NEXT_TRY);
      }
    }
  }

  private void run() {
    try (var enforcer = open()) {
      var owned = enforcing.apply(enforcer);
      enforcement = owned;
      var due = clock.instant();
      while (!closed) {
        var wait = Duration.between(clock.instant(), due);
        var event = inbox.poll(bounded(wait).toNanos(), TimeUnit.NANOSECONDS);
        while (event != null) {
          event.accept(owned);
          event = inbox.poll();
        }
        due = owned.work();
      }
    } catch (InterruptedException e) {
      LOG.debug("Ended");
    } catch (RuntimeException e) {
      LOG.error("The enforcing thread has died; nothing is enforced any more", e);
    }
  }
}
