package io.ringfence.admin.calls;

import io.ringfence.admin.request.TimeCursor;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEnd;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Table `call_record`, which auth-guard writes.
@ApplicationScoped
class CallRecords {
  private static final String COLUMNS = "select *, host(source) as source_address from call_record";

  private final Pool pool;
  private final Clock clock;

  CallRecords(Pool pool, Clock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /// Newest first.
  Uni<List<CallView>> list(CallFilter filter, @Nullable TimeCursor after, int count) {
    var values = new ArrayList<Object>();
    var where = new ArrayList<>(filter.conditions(values));
    if (after != null) {
      values.add(after.sqlTime());
      values.add(after.id());
      where.add("(started_at, id) < ($" + (values.size() - 1) + ", $" + values.size() + ")");
    }
    values.add(count);
    String sql =
        COLUMNS
            + (where.isEmpty() ? "" : " where " + String.join(" and ", where))
            + " order by started_at desc, id desc limit $"
            + values.size();
    return pool.preparedQuery(sql).execute(Tuple.from(values)).map(this::views);
  }

  /// The call of this id, or those that go on with this Call-ID: as a rule there is one.
  Uni<List<CallView>> find(String id) {
    return pool.preparedQuery(
            COLUMNS
                + " where id = $1 or (call_id = $2 and state <> 'ended')"
                + " order by started_at desc, id desc limit 2")
        .execute(Tuple.of(uuid(id), id))
        .map(this::views);
  }

  private static @Nullable UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private List<CallView> views(RowSet<Row> rows) {
    var now = clock.instant();
    return StreamSupport.stream(rows.spliterator(), false).map(row -> view(row, now)).toList();
  }

  private static CallView view(Row row, Instant now) {
    var answeredAt = instant(row.getOffsetDateTime("answered_at"));
    var endedAt = instant(row.getOffsetDateTime("ended_at"));
    String end = row.getString("end_reason");
    return new CallView(
        row.getUUID("id"),
        row.getString("call_id"),
        row.getString("from_number"),
        row.getString("to_number"),
        row.getString("account"),
        row.getString("source_address"),
        row.getString("state").equals("ended") ? CallView.State.ENDED : CallView.State.ACTIVE,
        row.getOffsetDateTime("started_at").toInstant(),
        answeredAt,
        endedAt,
        answeredAt == null ? null : length(answeredAt, endedAt == null ? now : endedAt),
        row.getString("destination"),
        value(CallDirection.class, row.getString("direction"), CallDirection.UNKNOWN),
        row.getBoolean("emergency"),
        row.getString("user_agent"),
        row.getString("upstream"),
        end == null ? null : value(CallEnd.class, end, CallEnd.UNKNOWN),
        row.getInteger("status"),
        row.getString("actor"),
        row.getString("edge"));
  }

  private static Duration length(Instant from, Instant to) {
    return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static <E extends Enum<E>> E value(Class<E> type, String wireName, E unknown) {
    try {
      return Enum.valueOf(type, wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      return unknown;
    }
  }
}
