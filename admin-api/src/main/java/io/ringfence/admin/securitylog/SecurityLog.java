package io.ringfence.admin.securitylog;

import io.ringfence.admin.request.TimeCursor;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Table `security_log`, which auth-guard writes.
@ApplicationScoped
class SecurityLog {
  private final Pool pool;

  SecurityLog(Pool pool) {
    this.pool = pool;
  }

  /// Newest first.
  Uni<List<LogLine>> list(LogFilter filter, @Nullable TimeCursor after, int count) {
    var values = new ArrayList<Object>();
    var where = new ArrayList<>(filter.conditions(values));
    if (after != null) {
      values.add(after.sqlTime());
      values.add(after.id());
      where.add("(time, event_id) < ($" + (values.size() - 1) + ", $" + values.size() + ")");
    }
    values.add(count);
    String sql =
        "select "
            + LogLine.COLUMNS
            + " from security_log"
            + (where.isEmpty() ? "" : " where " + String.join(" and ", where))
            + " order by time desc, event_id desc limit $"
            + values.size();
    return pool.preparedQuery(sql).execute(Tuple.from(values)).map(SecurityLog::lines);
  }

  /// The arrival of the latest line.
  Uni<Long> latest() {
    return pool.query("select coalesce(max(arrival), 0) from security_log")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /// In the order of arrival, `after` not included, `last` included.
  Uni<List<LogLine>> arrived(LogFilter filter, long after, long last, int count) {
    var values = new ArrayList<Object>(List.of(after, last));
    var where = new ArrayList<>(List.of("arrival > $1", "arrival <= $2"));
    where.addAll(filter.conditions(values));
    values.add(count);
    String sql =
        "select "
            + LogLine.COLUMNS
            + " from security_log where "
            + String.join(" and ", where)
            + " order by arrival limit $"
            + values.size();
    return pool.preparedQuery(sql).execute(Tuple.from(values)).map(SecurityLog::lines);
  }

  private static List<LogLine> lines(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(LogLine::of).toList();
  }
}
