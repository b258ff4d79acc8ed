package io.ringfence.guard.db;

import io.ringfence.guard.history.HistoryStore;
import io.ringfence.guard.history.Move;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// Table `history_progress`: which records are in the tables, moved in their transaction.
final class Progress {

  /// What was written beyond the end of a partition is of a log that the bus has lost.
  private static final String BEGIN =
      """
      INSERT INTO history_progress AS known (topic_id, partition, topic, next_offset)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (topic_id, partition) DO UPDATE SET next_offset = least(known.next_offset, $5)
      RETURNING next_offset
      """;

  private static final String MOVE =
      """
      UPDATE history_progress AS known SET next_offset = moved.next
        FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[])
          AS moved (topic_id, partition, first, next)
       WHERE known.topic_id = moved.topic_id AND known.partition = moved.partition
         AND known.next_offset = moved.first
      """;

  private static final String ARE_MOVED =
      """
      SELECT count(*) FROM history_progress AS known
        JOIN unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[])
          AS moved (topic_id, partition, first, next) USING (topic_id, partition)
       WHERE known.next_offset = moved.next
      """;

  private Progress() {}

  static Uni<Long> begin(
      Pool pool, UUID topicId, String topic, int partition, long from, long end) {
    return pool.preparedQuery(BEGIN)
        .execute(Tuple.of(topicId, partition, topic, from, end))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /// Whether the records are new. They are not when their transaction was carried out although its
  /// end was not heard of.
  static Uni<Boolean> move(SqlConnection connection, List<Move> moves) {
    if (moves.isEmpty()) {
      return Uni.createFrom().item(true);
    }
    var values = values(moves);
    return connection
        .preparedQuery(MOVE)
        .execute(values)
        .chain(
            rows ->
                rows.rowCount() == moves.size()
                    ? Uni.createFrom().item(true)
                    : areMoved(connection, values, moves.size()));
  }

  private static Uni<Boolean> areMoved(SqlConnection connection, Tuple values, int count) {
    return connection
        .preparedQuery(ARE_MOVED)
        .execute(values)
        .map(
            rows -> {
              if (rows.iterator().next().getInteger(0) != count) {
                throw new HistoryStore.Overtaken("another instance has written these records");
              }
              return false;
            });
  }

  private static Tuple values(List<Move> moves) {
    return Tuple.of(
        moves.stream().map(Move::topicId).toArray(UUID[]::new),
        moves.stream().map(Move::partition).toArray(Integer[]::new),
        longs(moves.stream().map(Move::from)),
        longs(moves.stream().map(Move::to)));
  }

  private static Long[] longs(Stream<Long> values) {
    return values.toArray(Long[]::new);
  }
}
