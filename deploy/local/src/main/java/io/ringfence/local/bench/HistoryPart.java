package io.ringfence.local.bench;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.GuardAlone;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// How fast auth-guard writes history, from a backlog that nobody else reads: first failures that
/// have a line each, then some that are alike and mostly add to lines which are there.
final class HistoryPart {

  private static final int LINES = 500_000;

  /// Of them, before anything is measured: the compiler works for longer than on anything else.
  private static final int WARM_UP = 200_000;

  private static final int ALIKE = 300_000;
  private static final int KINDS = 1_000;
  private static final int LIMIT_SECONDS = 300;
  private static final int LOOK_MILLIS = 50;
  private static final String GROUP = "auth-guard-history";

  private final Settings suite;
  private final GuardAlone guard;
  private final AttemptsBus bus;
  private final Terminal terminal;
  private final IntFunction<AuthenticationAttempt> failure;
  private final List<Result> results = new ArrayList<>();

  /// @param failure of that source, one of which no other part knows
  HistoryPart(
      Settings suite,
      GuardAlone guard,
      AttemptsBus bus,
      Terminal terminal,
      IntFunction<AuthenticationAttempt> failure) {
    this.suite = suite;
    this.guard = guard;
    this.bus = bus;
    this.terminal = terminal;
    this.failure = failure;
  }

  List<Result> run() throws IOException, InterruptedException {
    terminal.note("history, from a backlog");
    String url = "jdbc:postgresql://127.0.0.1:" + suite.postgresPort() + "/ringfence";
    try (var connection =
            DriverManager.getConnection(
                url, "ringfence", suite.data().secrets().postgresPassword());
        var query = query(connection)) {
      // The suite's own guard has written too.
      long before = written(query) + bus.passOver(GROUP);
      bus.sendMany(LINES, i -> failure.apply((int) i));
      bus.sendMany(ALIKE, i -> failure.apply(LINES + (int) (i % KINDS)));
      bus.passOver(AttemptsBus.GUARD_GROUP);
      guard.startGuard(true);
      await(query, before + WARM_UP);
      measure("rows", query, before + LINES);
      measure("failures alike, of " + KINDS + " sources", query, before + LINES + ALIKE);
      guard.stopGuard();
      return results;
    } catch (SQLException e) {
      throw new Failure("PostgreSQL does not say what is written: " + e.getMessage(), e);
    }
  }

  /// Until that much is written, from now on.
  private void measure(String what, PreparedStatement query, long end)
      throws IOException, SQLException, InterruptedException {
    long cpuBefore = CpuTime.nanos(guard.pid());
    long start = System.nanoTime();
    long before = written(query);
    await(query, end);
    double count = written(query) - before;
    double cpu = (CpuTime.nanos(guard.pid()) - cpuBefore) / 1e9;
    add("history, " + what, count * 1e9 / (System.nanoTime() - start));
    add("history, " + what + ", for each CPU second of auth-guard", count / cpu);
  }

  private void add(String what, double value) {
    terminal.note("%s: %.1f 1/s".formatted(what, value));
    results.add(new Result(GuardBench.NAME, what, "1/s", value, GuardBench.conditions()));
  }

  private static void await(PreparedStatement query, long end)
      throws SQLException, InterruptedException {
    long limit = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000L;
    while (written(query) < end) {
      if (System.nanoTime() > limit) {
        throw new Failure("history was not written in " + LIMIT_SECONDS + " s");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static PreparedStatement query(Connection connection) throws SQLException {
    var query =
        connection.prepareStatement(
            "select coalesce(sum(next_offset), 0) from history_progress where topic = ?");
    query.setString(1, Topics.ATTEMPTS);
    return query;
  }

  /// Attempts up to which history is written, of all partitions.
  private static long written(PreparedStatement query) throws SQLException {
    try (var rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
