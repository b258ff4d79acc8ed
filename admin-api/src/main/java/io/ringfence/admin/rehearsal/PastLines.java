package io.ringfence.admin.rehearsal;

import io.ringfence.admin.request.WireName;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.replay.PastAttempt;
import io.ringfence.guard.replay.PastBlock;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The past as tables `security_log` and `block` keep it, a page at a time. Blocks its caller.
final class PastLines {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final String LINES =
      """
      select event_id, time, last_time, count, services[1] as service, host(source) as source,
             account, event, reason, verified
        from security_log
       where time >= $1 and (time, event_id) > ($1, $2) and time < $3 and event %s
       order by time, event_id limit $4
      """;

  private static final String LOGINS = LINES.formatted("= 'login'");
  private static final String ALL = LINES.formatted("in ('login', 'authentication-failed')");

  private static final String BY_HAND =
      """
      select id, target_type, target, services, origin, state, decided_at, expires_at, ended_at,
             actor, note
        from block
       where (origin = 'operator' and decided_at >= $1 and decided_at < $2)
          or (state = 'released' and origin <> 'feed' and actor is not null
              and ended_at >= $1 and ended_at < $2)
       order by decided_at, id limit $3
      """;

  private static final UUID FIRST = new UUID(0, 0);

  private final SqlConnection connection;

  PastLines(SqlConnection connection) {
    this.connection = connection;
  }

  /// A line of the log.
  ///
  /// @param past `null` when the line does not say what a replay needs
  record Line(Instant time, UUID id, @Nullable PastAttempt past) {}

  /// The next lines, in the order of time.
  ///
  /// @param after `null` for the first
  /// @param loginsOnly those that succeeded
  List<Line> next(Instant from, Instant to, @Nullable Line after, boolean loginsOnly, int count) {
    var values =
        Tuple.of(
            utc(after == null ? from : after.time()),
            after == null ? FIRST : after.id(),
            utc(to),
            count);
    return rows(loginsOnly ? LOGINS : ALL, values).map(PastLines::line).toList();
  }

  /// What operators ordered, in the order of time.
  List<Command> orders(Instant from, Instant to, int count) {
    return rows(BY_HAND, Tuple.of(utc(from), utc(to), count))
        .flatMap(row -> block(row).orders().stream())
        .filter(order -> !order.occurredAt().isBefore(from) && order.occurredAt().isBefore(to))
        .sorted(Comparator.comparing(Command::occurredAt).thenComparing(Command::eventId))
        .toList();
  }

  private Stream<Row> rows(String sql, Tuple values) {
    RowSet<Row> rows = connection.preparedQuery(sql).execute(values).await().atMost(LIMIT);
    return StreamSupport.stream(rows.spliterator(), false);
  }

  private static Line line(Row row) {
    var time = row.getOffsetDateTime("time").toInstant();
    var id = row.getUUID("event_id");
    return new Line(time, id, past(row, id, time));
  }

  private static @Nullable PastAttempt past(Row row, UUID id, Instant time) {
    String source = row.getString("source");
    String account = row.getString("account");
    String reason = row.getString("reason");
    Boolean verified = row.getBoolean("verified");
    boolean isLogin = row.getString("event").equals("login");
    if (source == null || account == null || verified == null || (reason == null && !isLogin)) {
      return null;
    }
    return new PastAttempt(
        id,
        time,
        instant(row.getOffsetDateTime("last_time")),
        row.getLong("count"),
        WireName.value(Service.class, row.getString("service"), Service.UNKNOWN),
        IpAddress.parse(source),
        account,
        reason == null ? null : WireName.value(Reason.class, reason, Reason.UNKNOWN),
        verified);
  }

  private static PastBlock block(Row row) {
    return new PastBlock(
        row.getUUID("id"),
        BlockTarget.of(row.getString("target_type"), row.getString("target")),
        Arrays.stream(row.getArrayOfStrings("services"))
            .map(name -> WireName.value(Service.class, name, Service.UNKNOWN))
            .collect(Collectors.toUnmodifiableSet()),
        WireName.value(Origin.class, row.getString("origin"), Origin.UNKNOWN),
        WireName.value(BlockState.class, row.getString("state"), BlockState.UNKNOWN),
        row.getOffsetDateTime("decided_at").toInstant(),
        instant(row.getOffsetDateTime("expires_at")),
        instant(row.getOffsetDateTime("ended_at")),
        row.getString("actor"),
        row.getString("note"));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
