package io.ringfence.admin.securitylog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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

  private final SecurityLog log;
  private final AtomicInteger watchers = new AtomicInteger();

  LiveTail(SecurityLog log, MeterRegistry metrics) {
    this.log = log;
    Gauge.builder("ringfence.security.log.watchers", watchers, AtomicInteger::get)
        .description("Open live tails")
        .register(metrics);
  }

  /// Lines that arrive from now on, in batches; an empty batch is a sign of life.
  Multi<List<LogLine>> watch(LogFilter filter) {
    if (watchers.incrementAndGet() > MAX_WATCHERS) {
      watchers.decrementAndGet();
      throw ProblemException.of(503, MAX_WATCHERS + " live tails are open already");
    }
    return Multi.createBy()
        .repeating()
        .uni(TailPosition::new, position -> next(filter, position))
        .withDelay(EVERY)
        .indefinitely()
        .onTermination()
        .invoke(() -> watchers.decrementAndGet());
  }

  private Uni<List<LogLine>> next(LogFilter filter, TailPosition position) {
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
            })
        .onFailure(e -> !(e instanceof ProblemException))
        .recoverWithItem(
            e -> {
              LOG.debugf("live tail: %s", Unavailable.reason(e));
              return List.of();
            });
  }
}
