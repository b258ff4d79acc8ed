package io.ringfence.guard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.guard.history.Batch;
import io.ringfence.guard.history.HistoryStore;
import io.ringfence.guard.history.LogEntry;
import io.ringfence.testing.TestServers;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class PostgresHistoryTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  @Inject HistoryStore history;
  @Inject Pool pool;

  @Test
  void neverTakesABlockBackToItsBeginning() {
    var active = block();
    var expired =
        active.ended(BlockState.EXPIRED, AT.plusSeconds(60), active.blockId(), null, null);
    write(active);
    write(active);
    write(expired);
    assertThat(row(active)).isEqualTo("expired 10.1.0.0/16 {sip,web} {201,2\"0,2} bob 60");

    write(active);
    write(active.ended(BlockState.RELEASED, AT.plusSeconds(90), UUID.randomUUID(), "eve", "x"));
    assertThat(row(active)).isEqualTo("expired 10.1.0.0/16 {sip,web} {201,2\"0,2} bob 60");
  }

  @Test
  void writesABatch_howeverOftenItComes() {
    history.prepare(LocalDate.of(2026, 3, 1));
    history.prepare(LocalDate.of(2026, 3, 1));
    var one = entry("201");
    var other = entry(null);
    for (int i = 0; i < 3; i++) {
      history.write(new Batch(List.of(one, other), List.of()));
    }
    assertThat(count("security_log_20260301", one)).isEqualTo(1);
    assertThat(count("security_log", other)).isEqualTo(1);
  }

  @Test
  void refusesDataThatPostgresDoesNotTake_andOnlyThat() {
    assertThat(history.hasSchema()).isTrue();
    assertThatThrownBy(() -> history.write(new Batch(List.of(entry("\0")), List.of())))
        .isInstanceOf(HistoryStore.Refused.class);
  }

  private void write(BlockDecision decision) {
    history.write(new Batch(List.of(), List.of(decision)));
  }

  private String row(BlockDecision block) {
    return pool.preparedQuery(
            """
            SELECT concat_ws(' ', state, target, services::text, array_to_string(accounts, ',')
                     , actor, extract(epoch FROM ended_at - decided_at)::int)
              FROM block WHERE id = $1
            """)
        .executeAndAwait(Tuple.of(block.blockId()))
        .iterator()
        .next()
        .getString(0)
        .replace("201,2\"0,2", "{201,2\"0,2}");
  }

  private int count(String table, LogEntry entry) {
    return pool.preparedQuery("SELECT count(*) FROM " + table + " WHERE event_id = $1")
        .executeAndAwait(Tuple.of(entry.eventId()))
        .iterator()
        .next()
        .getInteger(0);
  }

  private static LogEntry entry(String account) {
    return new LogEntry(
        UUID.randomUUID(),
        AT,
        "warning",
        "sip",
        "authentication-failed",
        "2001:db8::1",
        account,
        "Authentication failed");
  }

  private static BlockDecision block() {
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        UUID.randomUUID(),
        AT,
        UUID.randomUUID(),
        new BlockTarget.Prefix(IpPrefix.parse("10.1.0.0/16")),
        Set.of(Service.SIP, Service.WEB),
        Rule.MANUAL,
        Origin.OPERATOR,
        BlockState.ACTIVE,
        1,
        new Evidence(3, AT, AT, List.of("201", "2\"0", "2"), "ua"),
        AT,
        AT.plusSeconds(60),
        "bob",
        null);
  }
}
