package io.ringfence.guard.db;

import static io.ringfence.guard.db.PostgresHistory.utc;
import static io.ringfence.guard.db.PostgresHistory.utcOrNull;

import io.ringfence.guard.history.LogEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Table `security_log`.
final class SecurityLogRows {

  /// The state "unique violation".
  static final String IS_THERE = "23505";

  /// An array of arrays would be one array, so the services come as a list with commas, which no
  /// service's name has.
  private static final String INSERT =
      """
      INSERT INTO security_log AS known (event_id, time, severity, services, event, source, account,
                                         message, count, last_time, reason, verified)
      SELECT event_id, time, severity, string_to_array(services, ','), event, source::inet, account,
             message, count, last_time, reason, verified
        FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[],
                    $6::text[], $7::text[], $8::text[], $9::bigint[], $10::timestamptz[],
                    $11::text[], $12::boolean[])
          AS entry (event_id, time, severity, services, event, source, account, message, count,
                    last_time, reason, verified)
      """;

  private static final String ADD_MISSING = INSERT + "ON CONFLICT DO NOTHING";

  /// A line that has grown is told again in the live tail.
  private static final String GROW =
      INSERT
          + """
          ON CONFLICT (time, event_id) DO UPDATE SET
            count = known.count + excluded.count,
            last_time = greatest(known.last_time, coalesce(excluded.last_time, excluded.time)),
            arrival = excluded.arrival
          """;

  private static final String PREPARE = "SELECT security_log_partition($1)";

  private static final String FORGET = "SELECT security_log_forget($1)";

  private SecurityLogRows() {}

  /// Fails with [#IS_THERE] when one of them is there already. That is rare, and to ask for each
  /// line takes PostgreSQL a quarter to a half more time.
  static Uni<Void> add(SqlConnection connection, List<LogEntry> entries) {
    return insert(connection, INSERT, entries);
  }

  /// Adds those that are not there.
  static Uni<Void> addMissing(SqlConnection connection, List<LogEntry> entries) {
    return insert(connection, ADD_MISSING, entries);
  }

  static Uni<Void> grow(SqlConnection connection, List<LogEntry> entries) {
    return insert(connection, GROW, entries);
  }

  static Uni<Void> prepare(Pool pool, LocalDate day) {
    return pool.preparedQuery(PREPARE).execute(Tuple.of(day)).replaceWithVoid();
  }

  /// Drops the days before. Waits only briefly for those who read them: it is asked for again.
  static Uni<Void> forget(Pool pool, LocalDate before) {
    return pool.withTransaction(
        connection ->
            connection
                .query("SET LOCAL lock_timeout = '2s'")
                .execute()
                .chain(() -> connection.preparedQuery(FORGET).execute(Tuple.of(before)))
                .replaceWithVoid());
  }

  private static Uni<Void> insert(SqlConnection connection, String sql, List<LogEntry> entries) {
    return entries.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection.preparedQuery(sql).execute(values(entries)).replaceWithVoid();
  }

  private static Tuple values(List<LogEntry> entries) {
    return Tuple.tuple()
        .addArrayOfUUID(entries.stream().map(LogEntry::eventId).toArray(UUID[]::new))
        .addArrayOfOffsetDateTime(times(entries, entry -> utc(entry.time())))
        .addArrayOfString(texts(entries, LogEntry::severity))
        .addArrayOfString(texts(entries, entry -> String.join(",", entry.services())))
        .addArrayOfString(texts(entries, LogEntry::event))
        .addArrayOfString(texts(entries, LogEntry::source))
        .addArrayOfString(texts(entries, LogEntry::account))
        .addArrayOfString(texts(entries, LogEntry::message))
        .addArrayOfLong(entries.stream().map(LogEntry::count).toArray(Long[]::new))
        .addArrayOfOffsetDateTime(times(entries, entry -> utcOrNull(entry.lastTime())))
        .addArrayOfString(texts(entries, LogEntry::reason))
        .addArrayOfBoolean(entries.stream().map(LogEntry::verified).toArray(Boolean[]::new));
  }

  private static String[] texts(
      List<LogEntry> entries, Function<LogEntry, @Nullable String> field) {
    return entries.stream().map(field).toArray(String[]::new);
  }

  private static OffsetDateTime[] times(
      List<LogEntry> entries, Function<LogEntry, @Nullable OffsetDateTime> field) {
    return entries.stream().map(field).toArray(OffsetDateTime[]::new);
  }
}
