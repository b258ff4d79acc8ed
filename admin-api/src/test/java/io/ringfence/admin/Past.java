package io.ringfence.admin;

import io.ringfence.contracts.event.EventIds;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/// Lines of the security log and blocks, as auth-guard writes them.
public record Past(Pool pool) {

  public void fails(Instant at, String source, String account) {
    line(at, null, 1, "authentication-failed", source, account, "bad-credentials", true);
  }

  public void logsIn(Instant at, String source, String account) {
    line(at, null, 1, "login", source, account, null, true);
  }

  public void line(
      Instant at,
      Instant last,
      long count,
      String event,
      String source,
      String account,
      String reason,
      Boolean verified) {
    pool.preparedQuery(
            """
            insert into security_log (event_id, time, severity, services, event, source, account,
              message, count, last_time, reason, verified)
            values ($1, $2, 'warning', array['sip'], $3, $4::text::inet, $5, $6, $7, $8, $9, $10)
            """)
        .execute(
            Tuple.tuple()
                .addUUID(EventIds.next())
                .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
                .addString(event)
                .addString(source)
                .addString(account)
                .addString(event + " of " + account)
                .addLong(count)
                .addOffsetDateTime(last == null ? null : last.atOffset(ZoneOffset.UTC))
                .addString(reason)
                .addBoolean(verified))
        .await()
        .indefinitely();
  }

  public UUID released(Instant decided, Instant ended, String source) {
    var id = EventIds.next();
    pool.preparedQuery(
            """
            insert into block (id, target_type, target, services, rule, origin, state, level,
              attempts, accounts, decided_at, expires_at, ended_at, actor)
            values ($1, 'ip', $2, array['sip'], 'password-guessing', 'guard', 'released', 1, 5,
              array['100'], $3, $4, $5, 'alice')
            """)
        .execute(
            Tuple.of(
                id,
                source,
                decided.atOffset(ZoneOffset.UTC),
                decided.plusSeconds(3600).atOffset(ZoneOffset.UTC),
                ended.atOffset(ZoneOffset.UTC)))
        .await()
        .indefinitely();
    return id;
  }
}
