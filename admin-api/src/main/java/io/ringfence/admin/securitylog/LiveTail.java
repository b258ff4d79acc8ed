package io.ringfence.admin.securitylog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.admin.access.Login;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.problem.Unavailable;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/// New lines of the security log for those who watch: each reads the table on from where it was.
@ApplicationScoped
class LiveTail {
  private static final Logger LOG = Logger.getLogger(LiveTail.class);
  static final int MAX_WATCHERS = 100;
  private static final int BATCH = 500;
  private static final Duration EVERY = Duration.ofMillis(300);
  /// Batches between two looks at the watcher's login: about 2 s.
  private static final int LOGIN_BATCHES = 7;

  private final SecurityLog log;
  private final AtomicInteger watchers = new AtomicInteger();

  LiveTail(SecurityLog log, MeterRegistry metrics) {
    this.log = log;
    Gauge.builder("ringfence.security.log.watchers", watchers, AtomicInteger::get)
        .description("Open live tails")
        .register(metrics);
  }

  /// What one look brought: lines, or the end because the login is not good any more.
  private record Batch(List<LogLine> lines, boolean isEnd) {
    static final Batch END = new Batch(List.of(), true);
  }

  /// Where one watcher is.
  private static final class Watch {
    final TailPosition position = new TailPosition();
    int untilLogin = LOGIN_BATCHES;
  }

  /// Lines that arrive from now on, in batches, until the login is not good any more; an empty
  /// batch is a sign of life.
  Multi<List<LogLine>> watch(LogFilter filter, Login login) {
    if (watchers.incrementAndGet() > MAX_WATCHERS) {
      watchers.decrementAndGet();
      throw ProblemException.of(503, MAX_WATCHERS + " live tails are open already");
    }
    return Multi.createBy()
        .repeating()
        .uni(Watch::new, watch -> next(filter, login, watch))
        .withDelay(EVERY)
        .until(Batch::isEnd)
        .map(Batch::lines)
        .onTermination()
        .invoke(() -> watchers.decrementAndGet());
  }

  /// Without a database there are no lines to keep from anybody, so its absence ends nothing.
  private Uni<Batch> next(LogFilter filter, Login login, Watch watch) {
    return isLetIn(login, watch)
        .chain(
            letIn ->
                letIn
                    ? lines(filter, watch.position).map(lines -> new Batch(lines, false))
                    : Uni.createFrom().item(Batch.END))
        .onFailure(e -> !(e instanceof ProblemException))
        .recoverWithItem(
            e -> {
              LOG.debugf("live tail: %s", Unavailable.reason(e));
              return new Batch(List.of(), false);
            });
  }

  private static Uni<Boolean> isLetIn(Login login, Watch watch) {
    if (--watch.untilLogin > 0) {
      return Uni.createFrom().item(true);
    }
    return login.isStillGood().invoke(() -> watch.untilLogin = LOGIN_BATCHES);
  }

  private Uni<List<LogLine>> lines(LogFilter filter, TailPosition position) {
    return log.latest()
        .chain(
            latest -> {
              if (position.isUnknown()) {
                position.startAt(latest);
                return Uni.createFrom().item(List.<LogLine>of());
              }
              int count = BATCH + TailPosition.LOOK_BACK;
              return log.arrived(filter, position.readAfter(), latest, count)
                  .map(lines -> position.advance(lines, lines.size() < count, latest));
            });
  }
}
