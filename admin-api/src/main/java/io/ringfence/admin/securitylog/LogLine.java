package io.ringfence.admin.securitylog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A line of the security log.
///
/// @param service all of `services` in one text, joined by commas
/// @param count how many identical events it stands for; while it grows it is in the stream again
/// @param lastTime when the latest of them was, `null` for one
/// @param arrival its place in the order of arrival
public record LogLine(
    UUID id,
    Instant time,
    String severity,
    String service,
    List<String> services,
    String event,
    @Nullable String source,
    @Nullable String account,
    String message,
    long count,
    @Nullable Instant lastTime,
    @JsonIgnore long arrival) {
  static final String COLUMNS =
      "event_id, time, severity, services, event, host(source) as source, account, message, count,"
          + " last_time, arrival";

  static LogLine of(Row row) {
    var services = List.of(row.getArrayOfStrings("services"));
    long count = row.getLong("count");
    var lastTime = row.getOffsetDateTime("last_time");
    return new LogLine(
        row.getUUID("event_id"),
        row.getOffsetDateTime("time").toInstant(),
        row.getString("severity"),
        String.join(",", services),
        services,
        row.getString("event"),
        row.getString("source"),
        row.getString("account"),
        count == 1 ? row.getString("message") : row.getString("message") + times(count),
        count,
        lastTime == null ? null : lastTime.toInstant(),
        row.getLong("arrival"));
  }

  private static String times(long count) {
    return " (" + count + " times)";
  }
}
