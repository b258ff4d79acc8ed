package io.ringfence.admin.blocks;

import io.ringfence.admin.request.TimeCursor;
import io.ringfence.admin.request.WireName;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Table `block`, which auth-guard writes.
@ApplicationScoped
class BlockHistory {
  private final Pool pool;

  BlockHistory(Pool pool) {
    this.pool = pool;
  }

  /// The table may be about to hear of an end.
  private static final String CURRENT_STATE =
      "case when state = 'active' and expires_at <= now() then 'expired' else state end";

  /// What to show; `null` shows all.
  record Filter(@Nullable BlockState state, @Nullable String target, @Nullable Origin origin) {}

  /// Newest first.
  Uni<List<BlockView>> list(Filter filter, @Nullable TimeCursor after, int count) {
    var where = new ArrayList<String>();
    var values = Tuple.tuple();
    if (filter.state() != null) {
      values.addString(filter.state().wireName());
      where.add(CURRENT_STATE + " = $" + values.size());
    }
    if (filter.target() != null) {
      values.addString(filter.target());
      where.add("target = $" + values.size());
    }
    if (filter.origin() != null) {
      values.addString(filter.origin().wireName());
      where.add("origin = $" + values.size());
    }
    if (after != null) {
      values.addOffsetDateTime(after.sqlTime()).addUUID(after.id());
      where.add("(decided_at, id) < ($" + (values.size() - 1) + ", $" + values.size() + ")");
    }
    values.addInteger(count);
    String sql =
        "select * from block"
            + (where.isEmpty() ? "" : " where " + String.join(" and ", where))
            + " order by decided_at desc, id desc limit $"
            + values.size();
    return pool.preparedQuery(sql)
        .execute(values)
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(BlockHistory::view).toList());
  }

  Uni<Optional<BlockView>> find(UUID id) {
    return pool.preparedQuery("select * from block where id = $1")
        .execute(Tuple.of(id))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(BlockHistory::view)
                    .findFirst());
  }

  private static BlockView view(Row row) {
    return new BlockView(
        row.getUUID("id"),
        new BlockView.Target(row.getString("target_type"), row.getString("target")),
        Arrays.stream(row.getArrayOfStrings("services"))
            .map(name -> WireName.value(Service.class, name, Service.UNKNOWN))
            .toList(),
        WireName.value(Rule.class, row.getString("rule"), Rule.UNKNOWN),
        WireName.value(Origin.class, row.getString("origin"), Origin.UNKNOWN),
        WireName.value(BlockState.class, row.getString("state"), BlockState.UNKNOWN),
        row.getInteger("level"),
        row.getInteger("attempts"),
        List.of(row.getArrayOfStrings("accounts")),
        row.getString("user_agent"),
        instant(row.getOffsetDateTime("first_seen")),
        instant(row.getOffsetDateTime("last_seen")),
        row.getOffsetDateTime("decided_at").toInstant(),
        instant(row.getOffsetDateTime("expires_at")),
        instant(row.getOffsetDateTime("ended_at")),
        row.getString("actor"),
        row.getString("note"),
        grounds(row.getJsonObject("grounds")));
  }

  private static @Nullable Grounds grounds(@Nullable JsonObject json) {
    return json == null ? null : Json.read(json.toBuffer().getBytes(), Grounds.class);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
