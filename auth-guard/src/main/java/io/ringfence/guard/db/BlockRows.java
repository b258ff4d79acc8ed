package io.ringfence.guard.db;

import static io.ringfence.guard.db.PostgresHistory.safe;
import static io.ringfence.guard.db.PostgresHistory.utc;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Service;
import io.ringfence.guard.history.LogEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Table `block`.
final class BlockRows {

  /// All rows in one value, because they have lists in them. A block that has ended stays ended,
  /// and one that has been widened stays wide.
  private static final String WRITE =
      """
      INSERT INTO block AS known (id, target_type, target, services, rule, origin, state, level,
                                  attempts, accounts, user_agent, first_seen, last_seen,
                                  decided_at, expires_at, ended_at, actor, note, grounds)
      SELECT * FROM jsonb_to_recordset($1) AS told (
        id uuid, target_type text, target text, services text[], rule text, origin text, state text,
        level integer, attempts integer, accounts text[], user_agent text, first_seen timestamptz,
        last_seen timestamptz, decided_at timestamptz, expires_at timestamptz,
        ended_at timestamptz, actor text, note text, grounds jsonb)
      ON CONFLICT (id) DO UPDATE SET
        services = excluded.services, state = excluded.state, level = excluded.level,
        attempts = excluded.attempts, accounts = excluded.accounts,
        user_agent = excluded.user_agent, first_seen = excluded.first_seen,
        last_seen = excluded.last_seen, expires_at = excluded.expires_at,
        ended_at = excluded.ended_at, actor = coalesce(excluded.actor, known.actor),
        note = coalesce(excluded.note, known.note),
        grounds = coalesce(excluded.grounds, known.grounds)
      WHERE known.state = 'active'
        AND (excluded.state <> 'active'
             OR cardinality(excluded.services) >= cardinality(known.services))
      """;

  /// A few at a time; it is asked for again.
  private static final String FORGET =
      """
      DELETE FROM block WHERE id IN (
        SELECT id FROM block WHERE ended_at < $1 ORDER BY ended_at LIMIT 5000)
      """;

  private BlockRows() {}

  static Uni<Void> write(SqlConnection connection, List<BlockDecision> blocks) {
    if (blocks.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    var rows = new JsonArray();
    blocks.forEach(block -> rows.add(row(block)));
    return connection.preparedQuery(WRITE).execute(Tuple.of(rows)).replaceWithVoid();
  }

  static Uni<Void> forget(Pool pool, Instant endedBefore) {
    return pool.preparedQuery(FORGET).execute(Tuple.of(utc(endedBefore))).replaceWithVoid();
  }

  private static JsonObject row(BlockDecision block) {
    var evidence = block.evidence();
    var grounds = block.grounds();
    boolean ended = block.state() != BlockState.ACTIVE;
    return new JsonObject()
        .put("id", block.blockId().toString())
        .put("target_type", block.target().type())
        .put("target", block.target().value())
        .put("services", new JsonArray(block.services().stream().map(Service::wireName).toList()))
        .put("rule", block.rule().wireName())
        .put("origin", block.origin().wireName())
        .put("state", block.state().wireName())
        .put("level", block.level())
        .put("attempts", evidence.attempts())
        .put("accounts", new JsonArray(evidence.accounts().stream().map(LogEntry::safe).toList()))
        .put("user_agent", safe(evidence.userAgent()))
        .put("first_seen", time(evidence.firstSeen()))
        .put("last_seen", time(evidence.lastSeen()))
        .put("decided_at", time(block.decidedAt()))
        .put("expires_at", time(block.expiresAt()))
        .put("ended_at", ended ? time(block.occurredAt()) : null)
        .put("actor", safe(block.actor()))
        .put("note", safe(block.note()))
        .put(
            "grounds", grounds == null ? null : new JsonObject(Buffer.buffer(Json.write(grounds))));
  }

  private static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
