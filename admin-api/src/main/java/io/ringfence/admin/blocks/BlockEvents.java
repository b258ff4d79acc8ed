package io.ringfence.admin.blocks;

import io.ringfence.admin.blocks.Explanation.Event;
import io.ringfence.admin.blocks.Explanation.Events;
import io.ringfence.admin.request.WireName;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The failed logins that a block rests on, from the security log: those of its target between the
/// first and the last that counted, whose source was proven and which the rule looks at.
@ApplicationScoped
class BlockEvents {
  static final int MAX = 50;

  private static final String GUESSES = "bad-credentials,unknown-account,locked-account";
  private static final String HOSTILE = "scanner,wrong-domain,flood,malformed";

  private static final String SQL =
      """
      select event_id, time, last_time, count, services[1] as service, host(source) as source,
             account, reason, message
        from security_log
       where event = 'authentication-failed' and time >= $1 and time <= $2
         and ($3::text is null or source <<= $3::text::inet)
         and ($4::text is null or account = $4)
         and verified is not false and (reason is null or reason = any(string_to_array($5, ',')))
       order by time desc, event_id desc limit $6
      """;

  private final Pool pool;

  BlockEvents(Pool pool) {
    this.pool = pool;
  }

  /// None for a block that no failed login led to.
  Uni<Events> of(BlockView block) {
    var first = block.firstSeen();
    var last = block.lastSeen();
    if (block.origin() != Origin.GUARD || first == null || last == null) {
      return Uni.createFrom().item(new Events(List.of(), true));
    }
    var target = WhyRules.target(block);
    String reasons = block.rule() == Rule.HOSTILE_REQUESTS ? HOSTILE : GUESSES;
    return pool.preparedQuery(SQL)
        .execute(
            Tuple.tuple()
                .addOffsetDateTime(first.atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(last.atOffset(ZoneOffset.UTC))
                .addString(network(target))
                .addString(account(target))
                .addString(reasons)
                .addInteger(MAX + 1))
        .map(
            rows ->
                events(
                    StreamSupport.stream(rows.spliterator(), false)
                        .map(BlockEvents::event)
                        .toList()));
  }

  private static Events events(List<Event> latestFirst) {
    boolean complete = latestFirst.size() <= MAX;
    return new Events((complete ? latestFirst : latestFirst.subList(0, MAX)).reversed(), complete);
  }

  private static @Nullable String network(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var address) -> address.toString();
      case BlockTarget.IpAccount(var address, var _) -> BlockTarget.ofSource(address).value();
      case BlockTarget.Prefix(var prefix) -> prefix.toString();
      case BlockTarget.Account _ -> null;
    };
  }

  private static @Nullable String account(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip _, BlockTarget.Prefix _ -> null;
      case BlockTarget.IpAccount(var _, var account) -> account;
      case BlockTarget.Account(var account) -> account;
    };
  }

  private static Event event(Row row) {
    return new Event(
        row.getUUID("event_id"),
        row.getOffsetDateTime("time").toInstant(),
        instant(row.getOffsetDateTime("last_time")),
        row.getLong("count"),
        WireName.value(Service.class, row.getString("service"), Service.UNKNOWN),
        row.getString("source"),
        row.getString("account"),
        row.getString("reason"),
        row.getString("message"));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
