package io.ringfence.local.bench;

import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.GuardAlone;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/// How fast auth-guard writes history from what the other parts have left on the bus.
final class HistoryPart {

  private static final int BEGIN_LIMIT_SECONDS = 120;
  private static final int SECONDS = 20;

  private final Settings suite;
  private final GuardAlone guard;
  private final Terminal terminal;

  HistoryPart(Settings suite, GuardAlone guard, Terminal terminal) {
    this.suite = suite;
    this.guard = guard;
    this.terminal = terminal;
  }

  private record Written(long events, long rows) {}

  List<Result> run() throws IOException, InterruptedException {
    terminal.note("history, from the backlog");
    String url = "jdbc:postgresql://127.0.0.1:" + suite.postgresPort() + "/ringfence";
    try (var connection =
        DriverManager.getConnection(url, "ringfence", suite.data().secrets().postgresPassword())) {
      guard.startGuard(true);
      awaitBegin(connection);
      long cpuBefore = CpuTime.nanos(guard.pid());
      long start = System.nanoTime();
      var before = written(connection);
      Thread.sleep(SECONDS * 1_000L);
      var after = written(connection);
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpu = (CpuTime.nanos(guard.pid()) - cpuBefore) / 1e9;
      long rows = after.rows - before.rows;
      long events = after.events - before.events;
      String conditions =
          "%d rows for %d failures, %s".formatted(rows, events, GuardBench.conditions());
      return List.of(
          new Result(GuardBench.NAME, "history, rows", "1/s", rows / seconds, conditions),
          new Result(GuardBench.NAME, "history, failures", "1/s", events / seconds, conditions),
          new Result(
              GuardBench.NAME,
              "history, rows per CPU second of auth-guard",
              "1/s",
              rows / cpu,
              conditions));
    } catch (SQLException e) {
      throw new Failure("PostgreSQL does not say what is written: " + e.getMessage(), e);
    }
  }

  private static void awaitBegin(Connection connection) throws SQLException, InterruptedException {
    for (int i = 0; written(connection).rows < 20_000; i++) {
      if (i > BEGIN_LIMIT_SECONDS) {
        throw new Failure("no history is written");
      }
      Thread.sleep(1_000);
    }
  }

  private static Written written(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery("select coalesce(sum(count), 0), count(*) from security_log")) {
      rows.next();
      return new Written(rows.getLong(1), rows.getLong(2));
    }
  }
}
