package io.ringfence.admin.pending;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.vertx.VertxContextSupport;
import io.ringfence.admin.audit.Actor;
import io.ringfence.admin.installation.Schema;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.problem.Unavailable;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Takes a change back in the tables when its time is over. The nodes have done so by themselves;
/// this makes database and topic agree with them. Any replica does it, the first that comes.
///
/// It looks now and then, which is sooner than a change may be over that was made since, and once
/// more when the one that it has seen is over.
@ApplicationScoped
@Startup
class TakingBack {
  private static final Logger LOG = Logger.getLogger(TakingBack.class);
  private static final Actor SELF = new Actor("ringfence", null);
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Schema schema;
  private final Changes changes;
  private final Pendings pendings;
  private final Clock clock;
  private final Semaphore stopping = new Semaphore(0);
  private final Thread thread;

  TakingBack(Schema schema, Changes changes, Pendings pendings, Clock clock) {
    this.schema = schema;
    this.changes = changes;
    this.pendings = pendings;
    this.clock = clock;
    thread = Thread.ofPlatform().daemon().name("taking-back").start(this::run);
  }

  private void run() {
    try {
      schema.migrated().get();
      var pause = Duration.ZERO;
      while (!stopping.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = TICK;
        try {
          pause = takeBackWhatIsDue();
        } catch (RuntimeException e) {
          LOG.warnf("a pending change cannot be looked at: %s", Unavailable.reason(e));
        }
      }
    } catch (InterruptedException | ExecutionException e) {
      LOG.debug("ended");
    }
  }

  /// @return how long to wait before the next look
  private Duration takeBackWhatIsDue() {
    var waiting = await(() -> changes.read(pendings::row));
    if (waiting.isEmpty()) {
      return TICK;
    }
    var left = Duration.between(clock.instant(), waiting.get().confirmBy);
    if (left.isPositive()) {
      return left.compareTo(TICK) < 0 ? left.plusMillis(1) : TICK;
    }
    await(() -> changes.commit(SELF, this::takeBack));
    return TICK;
  }

  private Uni<Void> takeBack(Change change) {
    return pendings
        .row(change.session())
        .chain(
            found -> {
              if (found.filter(row -> isDue(row, change.now())).isEmpty()) {
                return Uni.createFrom().voidItem();
              }
              var row = found.get();
              LOG.warnf(
                  "change %s of %s by %s was not confirmed until %s and is taken back",
                  row.id, row.document, row.actor, row.confirmBy);
              return pendings.takeBack(change, row);
            });
  }

  private static boolean isDue(PendingRow row, Instant now) {
    return !now.isBefore(row.confirmBy);
  }

  private static <T> T await(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(work);
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// Before the pool is closed.
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping.release();
    if (!thread.join(STOP_LIMIT)) {
      thread.interrupt();
    }
  }
}
