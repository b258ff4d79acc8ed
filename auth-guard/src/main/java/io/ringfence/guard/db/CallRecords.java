package io.ringfence.guard.db;

import static io.ringfence.guard.db.PostgresHistory.safe;
import static io.ringfence.guard.db.PostgresHistory.utc;
import static io.ringfence.guard.db.PostgresHistory.utcOrNull;

import io.ringfence.contracts.event.CallEvent;
import io.ringfence.guard.history.HistoryStore.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Table `call_record`.
final class CallRecords {

  /// What was told earlier changes nothing, nor does anything change a call that has ended, unless
  /// it was thought to be lost.
  private static final String CALL =
      """
      INSERT INTO call_record AS known (id, call_id, state, direction, account, from_number,
                                        to_number, destination, emergency, source, source_port,
                                        transport, user_agent, upstream, started_at, answered_at,
                                        ended_at, end_reason, status, actor, edge, seen_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::inet, $11, $12, $13, $14, $15, $16,
              $17, $18, $19, $20, $21, $22)
      ON CONFLICT (id) DO UPDATE SET
        state = excluded.state, answered_at = excluded.answered_at, ended_at = excluded.ended_at,
        end_reason = excluded.end_reason, status = excluded.status, actor = excluded.actor,
        seen_at = excluded.seen_at
      WHERE excluded.seen_at >= known.seen_at
        AND (known.state <> 'ended'
             OR (known.end_reason = 'lost' AND excluded.seen_at > known.seen_at))
      """;

  private static final String END_LOST =
      """
      UPDATE call_record SET state = 'ended', end_reason = 'lost', ended_at = seen_at
       WHERE state <> 'ended' AND seen_at < $1
         AND NOT EXISTS (
           SELECT FROM unnest($2::uuid[], $3::int[], $4::bigint[]) AS told (topic_id, partition, next)
             LEFT JOIN history_progress AS known USING (topic_id, partition)
            WHERE coalesce(known.next_offset, 0) < told.next)
      """;

  private static final String FORGET = "DELETE FROM call_record WHERE started_at < $1";

  private final Pool pool;

  CallRecords(Pool pool) {
    this.pool = pool;
  }

  static Uni<Void> write(SqlConnection connection, List<CallEvent> calls) {
    return calls.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(CALL)
            .executeBatch(calls.stream().map(CallRecords::tuple).toList())
            .replaceWithVoid();
  }

  Uni<Integer> endLost(Instant since, List<Place> written) {
    return pool.preparedQuery(END_LOST)
        .execute(
            Tuple.of(
                utc(since),
                written.stream().map(Place::topicId).toArray(UUID[]::new),
                written.stream().map(Place::partition).toArray(Integer[]::new),
                written.stream().map(Place::next).toArray(Long[]::new)))
        .map(rows -> rows.rowCount());
  }

  Uni<Void> forget(Instant before) {
    return pool.preparedQuery(FORGET).execute(Tuple.of(utc(before))).replaceWithVoid();
  }

  private static Tuple tuple(CallEvent call) {
    var end = call.end();
    return Tuple.tuple()
        .addUUID(call.call())
        .addString(safe(call.callId()))
        .addString(call.state().wireName())
        .addString(call.direction().wireName())
        .addString(safe(call.account()))
        .addString(safe(call.from()))
        .addString(safe(call.to()))
        .addString(safe(call.destination()))
        .addBoolean(call.isEmergency())
        .addString(call.source().toString())
        .addInteger(call.sourcePort())
        .addString(call.transport().wireName())
        .addString(safe(call.userAgent()))
        .addString(safe(call.upstream()))
        .addOffsetDateTime(utc(call.startedAt()))
        .addOffsetDateTime(utcOrNull(call.answeredAt()))
        .addOffsetDateTime(utcOrNull(call.endedAt()))
        .addString(end == null ? null : end.wireName())
        .addInteger(call.status())
        .addString(safe(call.actor()))
        .addString(safe(call.edge()))
        .addOffsetDateTime(utc(call.occurredAt()));
  }
}
