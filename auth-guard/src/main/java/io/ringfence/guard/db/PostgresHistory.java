package io.ringfence.guard.db;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Service;
import io.ringfence.guard.history.Batch;
import io.ringfence.guard.history.HistoryStore;
import io.ringfence.guard.history.LogEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// [HistoryStore] on tables `security_log`, `block` and `call_record`. Blocks its caller, whose
// thread is its own.
@ApplicationScoped
class PostgresHistory implements HistoryStore {

  private static final Logger LOG = Logger.getLogger(PostgresHistory.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String HAS_SCHEMA =
      """
      SELECT to_regclass('security_log') IS NOT NULL
         AND to_regclass('block') IS NOT NULL
         AND to_regclass('call_record') IS NOT NULL
         AND to_regprocedure('security_log_partition(date)') IS NOT NULL
      """;

  private static final String PREPARE = "SELECT security_log_partition($1)";

  private static final String LOG_ENTRIES =
      """
      INSERT INTO security_log (event_id, time, severity, service, event, source, account, message)
      SELECT event_id, time, severity, service, event, source::inet, account, message
        FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[],
                    $6::text[], $7::text[], $8::text[])
          AS entry (event_id, time, severity, service, event, source, account, message)
      ON CONFLICT DO NOTHING
      """;

  /// A block that has ended stays ended, and one that has been widened stays wide.
  private static final String BLOCK =
      """
      INSERT INTO block AS known (id, target_type, target, services, rule, origin, state, level,
                                  attempts, accounts, user_agent, first_seen, last_seen,
                                  decided_at, expires_at, ended_at, actor, note)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
      ON CONFLICT (id) DO UPDATE SET
        services = excluded.services, state = excluded.state, level = excluded.level,
        attempts = excluded.attempts, accounts = excluded.accounts,
        user_agent = excluded.user_agent, first_seen = excluded.first_seen,
        last_seen = excluded.last_seen, expires_at = excluded.expires_at,
        ended_at = excluded.ended_at, actor = coalesce(excluded.actor, known.actor),
        note = coalesce(excluded.note, known.note)
      WHERE known.state = 'active'
        AND (excluded.state <> 'active'
             OR cardinality(excluded.services) >= cardinality(known.services))
      """;

  private final Pool pool;
  private final CallRecords calls;

  PostgresHistory(Pool pool) {
    this.pool = pool;
    this.calls = new CallRecords(pool);
  }

  @Override
  public boolean hasSchema() {
    return pool.query(HAS_SCHEMA).execute().await().atMost(LIMIT).iterator().next().getBoolean(0);
  }

  /// A day that already has entries among the others cannot get its own partition any more; they
  /// are fine where they are.
  @Override
  public void prepare(LocalDate day) {
    try {
      pool.preparedQuery(PREPARE).execute(Tuple.of(day)).await().atMost(LIMIT);
    } catch (PgException e) {
      LOG.warnf("No partition of the security log for %s: %s", day, e.getMessage());
    }
  }

  @Override
  public void write(Batch batch) {
    try {
      pool.withTransaction(connection -> write(connection, batch)).await().atMost(LIMIT);
    } catch (PgException e) {
      if (isDataError(e)) {
        throw new Refused(e);
      }
      throw e;
    } catch (IllegalArgumentException e) {
      throw new Refused(e);
    }
  }

  private static Uni<Void> write(SqlConnection connection, Batch batch) {
    Uni<Void> entries =
        batch.entries().isEmpty()
            ? Uni.createFrom().voidItem()
            : connection
                .preparedQuery(LOG_ENTRIES)
                .execute(tuple(batch.entries()))
                .replaceWithVoid();
    Uni<Void> blocks =
        batch.blocks().isEmpty()
            ? entries
            : entries.chain(
                () ->
                    connection
                        .preparedQuery(BLOCK)
                        .executeBatch(batch.blocks().stream().map(PostgresHistory::tuple).toList())
                        .replaceWithVoid());
    return batch.calls().isEmpty()
        ? blocks
        : blocks.chain(() -> CallRecords.write(connection, batch.calls()));
  }

  @Override
  public int endLostCalls(Instant since) {
    return calls.endLost(since).await().atMost(LIMIT);
  }

  @Override
  public void forgetCalls(Instant before) {
    calls.forget(before).await().atMost(LIMIT);
  }

  /// Class 22 is "data exception", class 23 "integrity constraint violation".
  private static boolean isDataError(PgException e) {
    String state = e.getSqlState();
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  private static Tuple tuple(List<LogEntry> entries) {
    return Tuple.from(
        List.of(
            entries.stream().map(LogEntry::eventId).toArray(UUID[]::new),
            entries.stream().map(entry -> utc(entry.time())).toArray(OffsetDateTime[]::new),
            texts(entries, LogEntry::severity),
            texts(entries, LogEntry::service),
            texts(entries, LogEntry::event),
            texts(entries, LogEntry::source),
            texts(entries, LogEntry::account),
            texts(entries, LogEntry::message)));
  }

  private static String[] texts(
      List<LogEntry> entries, Function<LogEntry, @Nullable String> field) {
    return entries.stream().map(field).toArray(String[]::new);
  }

  private static Tuple tuple(BlockDecision block) {
    var evidence = block.evidence();
    boolean ended = block.state() != BlockState.ACTIVE;
    return Tuple.tuple()
        .addUUID(block.blockId())
        .addString(block.target().type())
        .addString(block.target().value())
        .addArrayOfString(block.services().stream().map(Service::wireName).toArray(String[]::new))
        .addString(block.rule().wireName())
        .addString(block.origin().wireName())
        .addString(block.state().wireName())
        .addInteger(block.level())
        .addInteger(evidence.attempts())
        .addArrayOfString(evidence.accounts().stream().map(LogEntry::safe).toArray(String[]::new))
        .addString(safe(evidence.userAgent()))
        .addOffsetDateTime(utcOrNull(evidence.firstSeen()))
        .addOffsetDateTime(utcOrNull(evidence.lastSeen()))
        .addOffsetDateTime(utc(block.decidedAt()))
        .addOffsetDateTime(utcOrNull(block.expiresAt()))
        .addOffsetDateTime(ended ? utc(block.occurredAt()) : null)
        .addString(safe(block.actor()))
        .addString(safe(block.note()));
  }

  static @Nullable String safe(@Nullable String text) {
    return text == null ? null : LogEntry.safe(text);
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static @Nullable OffsetDateTime utcOrNull(@Nullable Instant instant) {
    return instant == null ? null : utc(instant);
  }
}
