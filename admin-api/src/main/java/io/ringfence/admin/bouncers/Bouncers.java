package io.ringfence.admin.bouncers;

import io.ringfence.contracts.net.IpAddress;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Table `bouncer`: how far each has pulled. Called by worker threads, and waits.
@ApplicationScoped
class Bouncers {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /// @param run which run's numbers these are
  record Position(UUID run, long number, Instant pulledAt) {}

  private final Pool pool;

  Bouncers(Pool pool) {
    this.pool = pool;
  }

  Optional<Position> position(UUID token) {
    return pool.preparedQuery("select feed, position, pulled_at from bouncer where token_id = $1")
        .execute(Tuple.of(token))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .findFirst()
                    .map(
                        row ->
                            new Position(
                                row.getUUID("feed"),
                                row.getLong("position"),
                                row.getOffsetDateTime("pulled_at").toInstant())))
        .await()
        .atMost(LIMIT);
  }

  void move(UUID token, Position position, IpAddress source, @Nullable String userAgent) {
    pool.preparedQuery(
            "insert into bouncer (token_id, feed, position, pulled_at, source, user_agent)"
                + " values ($1, $2, $3, $4, $5::text::inet, $6)"
                + " on conflict (token_id) do update set feed = excluded.feed,"
                + " position = excluded.position, pulled_at = excluded.pulled_at,"
                + " source = excluded.source, user_agent = excluded.user_agent")
        .execute(
            Tuple.tuple()
                .addUUID(token)
                .addUUID(position.run())
                .addLong(position.number())
                .addOffsetDateTime(position.pulledAt().atOffset(ZoneOffset.UTC))
                .addString(source.toString())
                .addString(userAgent))
        .await()
        .atMost(LIMIT);
  }
}
