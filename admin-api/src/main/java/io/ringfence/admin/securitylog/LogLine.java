package io.ringfence.admin.securitylog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A line of the security log.
///
/// @param arrival its place in the order of arrival
public record LogLine(
    UUID id,
    Instant time,
    String severity,
    String service,
    String event,
    @Nullable String source,
    @Nullable String account,
    String message,
    @JsonIgnore long arrival) {
  static final String COLUMNS =
      "event_id, time, severity, service, event, host(source) as source, account, message, arrival";

  static LogLine of(Row row) {
    return new LogLine(
        row.getUUID("event_id"),
        row.getOffsetDateTime("time").toInstant(),
        row.getString("severity"),
        row.getString("service"),
        row.getString("event"),
        row.getString("source"),
        row.getString("account"),
        row.getString("message"),
        row.getLong("arrival"));
  }
}
