package io.ringfence.guard.db;

import io.ringfence.guard.history.Batch;
import io.ringfence.guard.history.HistoryStore;
import io.ringfence.guard.history.LogEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [HistoryStore] on tables `security_log`, `block` and `call_record`. Blocks its caller, whose
/// thread is its own.
@ApplicationScoped
class PostgresHistory implements HistoryStore {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String HAS_SCHEMA =
      """
      SELECT to_regclass('security_log') IS NOT NULL
         AND to_regclass('block') IS NOT NULL
         AND to_regclass('call_record') IS NOT NULL
         AND to_regclass('history_progress') IS NOT NULL
         AND to_regprocedure('security_log_forget(date)') IS NOT NULL
         AND EXISTS (SELECT FROM pg_attribute
                      WHERE attrelid = to_regclass('block') AND attname = 'grounds')
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

  @Override
  public void prepare(LocalDate day) {
    SecurityLogRows.prepare(pool, day).await().atMost(LIMIT);
  }

  @Override
  public long begin(UUID topicId, String topic, int partition, long from, long end) {
    return Progress.begin(pool, topicId, topic, partition, from, end).await().atMost(LIMIT);
  }

  @Override
  public void write(Batch batch) {
    try {
      write(batch, SecurityLogRows::add)
          .onFailure(PostgresHistory::isThere)
          .recoverWithUni(() -> write(batch, SecurityLogRows::addMissing))
          .await()
          .atMost(LIMIT);
    } catch (PgException e) {
      if (isDataError(e)) {
        throw new Refused(e);
      }
      throw e;
    } catch (IllegalArgumentException e) {
      throw new Refused(e);
    }
  }

  /// How new lines are added.
  private interface Adding {
    Uni<Void> add(SqlConnection connection, List<LogEntry> entries);
  }

  private Uni<Void> write(Batch batch, Adding adding) {
    return pool.withTransaction(
        connection ->
            Progress.move(connection, batch.moves())
                .chain(
                    isNew -> isNew ? add(connection, batch, adding) : Uni.createFrom().voidItem()));
  }

  /// Each kind of row in one statement, however many there are.
  private static Uni<Void> add(SqlConnection connection, Batch batch, Adding adding) {
    return adding
        .add(connection, batch.entries())
        .chain(() -> SecurityLogRows.grow(connection, batch.growing()))
        .chain(() -> BlockRows.write(connection, batch.blocks()))
        .chain(() -> CallRecords.write(connection, batch.calls()));
  }

  @Override
  public int endLostCalls(Instant since, List<Place> written) {
    return calls.endLost(since, written).await().atMost(LIMIT);
  }

  @Override
  public void forget(Keep since) {
    SecurityLogRows.forget(pool, since.log()).await().atMost(LIMIT);
    BlockRows.forget(pool, since.blocks()).await().atMost(LIMIT);
    calls.forget(since.calls()).await().atMost(LIMIT);
  }

  private static boolean isThere(Throwable failure) {
    return failure instanceof PgException e && SecurityLogRows.IS_THERE.equals(e.getSqlState());
  }

  /// Class 22 is "data exception", class 23 "integrity constraint violation".
  private static boolean isDataError(PgException e) {
    String state = e.getSqlState();
    return state != null && (state.startsWith("22") || state.startsWith("23"));
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
