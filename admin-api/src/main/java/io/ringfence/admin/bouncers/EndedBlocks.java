package io.ringfence.admin.bouncers;

import io.ringfence.admin.request.WireName;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What ended before this run of the service began, from table `block`, which auth-guard writes a
/// little later than it decides. Called by worker threads, and waits.
@ApplicationScoped
class EndedBlocks {

  /// By so much the table may be behind.
  private static final Duration OVERLAP = Duration.ofHours(1);

  private static final Duration LIMIT = Duration.ofSeconds(8);

  private static final String SQL =
      """
      select id, target_type, target, services, rule, origin, level, decided_at, expires_at, ended_at
        from block
       where ended_at > $1 and target_type in ('ip', 'prefix')
       order by ended_at limit $2
      """;

  private final Pool pool;
  private final int max;

  EndedBlocks(Pool pool, BouncerSettings settings) {
    this.pool = pool;
    this.max = settings.maxEnded();
  }

  /// Some of them may have ended a little before.
  List<BlockDecision> since(Instant time) {
    return pool.preparedQuery(SQL)
        .execute(Tuple.of(time.minus(OVERLAP).atOffset(ZoneOffset.UTC), max))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(EndedBlocks::block).toList())
        .await()
        .atMost(LIMIT);
  }

  private static BlockDecision block(Row row) {
    var id = row.getUUID("id");
    var services = new TreeSet<Service>();
    Arrays.stream(row.getArrayOfStrings("services"))
        .map(name -> WireName.value(Service.class, name, Service.UNKNOWN))
        .forEach(services::add);
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        id,
        row.getOffsetDateTime("ended_at").toInstant(),
        id,
        BlockTarget.of(row.getString("target_type"), row.getString("target")),
        services,
        WireName.value(Rule.class, row.getString("rule"), Rule.UNKNOWN),
        WireName.value(Origin.class, row.getString("origin"), Origin.UNKNOWN),
        BlockState.RELEASED,
        row.getInteger("level"),
        Evidence.NONE,
        row.getOffsetDateTime("decided_at").toInstant(),
        instant(row.getOffsetDateTime("expires_at")),
        null,
        null);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
