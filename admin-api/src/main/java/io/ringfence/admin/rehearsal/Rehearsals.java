package io.ringfence.admin.rehearsal;

import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.admin.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/// Makes rehearsals, one at a time, on a thread of its own and a connection that can only read. One
/// whose client has gone ends at its own time limit.
@ApplicationScoped
class Rehearsals {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// All pages are of one state of the tables.
  private static final List<String> BEGIN =
      List.of(
          "begin transaction isolation level repeatable read, read only",
          "set local statement_timeout = '10s'");

  private final Pool pool;
  private final MeterRegistry metrics;
  private final AtomicBoolean isBusy = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("rehearsal").factory());

  Rehearsals(Pool pool, MeterRegistry metrics) {
    this.pool = pool;
    this.metrics = metrics;
  }

  /// @throws ProblemException 503 while there is another
  Uni<RehearsalAnswer> answer(Run run) {
    if (!isBusy.compareAndSet(false, true)) {
      count("refused");
      throw ProblemException.of(503, "another rehearsal is under way; there is one at a time");
    }
    return Uni.createFrom().completionStage(CompletableFuture.supplyAsync(() -> made(run), thread));
  }

  private RehearsalAnswer made(Run run) {
    String result = "failed";
    try {
      var connection = pool.getConnection().await().atMost(LIMIT);
      try {
        BEGIN.forEach(statement -> execute(connection, statement));
        var answer = run.of(new PastLines(connection));
        var limit = answer.limit();
        result = limit == null ? "complete" : limit.name().toLowerCase(Locale.ROOT);
        return answer;
      } finally {
        end(connection);
      }
    } finally {
      count(result);
      isBusy.set(false);
    }
  }

  /// @param result `complete`, the bound that ended it, `failed`, or `refused` while there was
  ///     another
  private void count(String result) {
    metrics.counter("ringfence.rehearsals", "result", result).increment();
  }

  /// Whatever happened, the connection goes back.
  private static void end(SqlConnection connection) {
    try {
      execute(connection, "rollback");
    } finally {
      connection.close().await().atMost(LIMIT);
    }
  }

  private static void execute(SqlConnection connection, String statement) {
    connection.query(statement).execute().await().atMost(LIMIT);
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
