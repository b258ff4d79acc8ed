package io.ringfence.guard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEnd;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.CallState;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.guard.history.Batch;
import io.ringfence.guard.history.HistoryStore;
import io.ringfence.guard.history.LogEntry;
import io.ringfence.testing.TestServers;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
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
      history.write(new Batch(List.of(one, other), List.of(), List.of()));
    }
    assertThat(count("security_log_20260301", one)).isEqualTo(1);
    assertThat(count("security_log", other)).isEqualTo(1);
  }

  @Test
  void refusesDataThatPostgresDoesNotTake_andOnlyThat() {
    assertThat(history.hasSchema()).isTrue();
    assertThatThrownBy(() -> history.write(new Batch(List.of(entry("\0")), List.of(), List.of())))
        .isInstanceOf(HistoryStore.Refused.class);
  }

  @Test
  void keepsACallAsItWasToldLast_inWhateverOrderThatComes() {
    var call = UUID.randomUUID();
    write(call(call, CallState.ATTEMPTED, 0));
    write(call(call, CallState.ENDED, 9));
    write(call(call, CallState.ANSWERED, 3));
    write(call(call, CallState.ATTEMPTED, 0));

    assertThat(row(call)).isEqualTo("ended 100 +4930 callee-hung-up 9");
  }

  @Test
  void callThatNothingIsHeardOf_isLost_untilItIsHeardOfAgain() {
    var call = UUID.randomUUID();
    var other = UUID.randomUUID();
    write(call(call, CallState.ANSWERED, 3));
    write(call(other, CallState.ENDED, 3));

    assertThat(history.endLostCalls(AT.plusSeconds(3))).isZero();
    assertThat(history.endLostCalls(AT.plusSeconds(4))).isPositive();
    assertThat(row(call)).isEqualTo("ended 100 +4930 lost 3");
    assertThat(row(other)).isEqualTo("ended 100 +4930 callee-hung-up 3");

    write(call(call, CallState.ANSWERED, 60));
    assertThat(row(call)).isEqualTo("answered 100 +4930");
  }

  @Test
  void callsAreKeptForAsLongAsIsAsked() {
    var call = UUID.randomUUID();
    write(call(call, CallState.ENDED, 3));

    history.forgetCalls(AT);
    assertThat(row(call)).isNotNull();
    history.forgetCalls(AT.plusSeconds(1));
    assertThat(row(call)).isNull();
  }

  private void write(CallEvent call) {
    history.write(new Batch(List.of(), List.of(), List.of(call)));
  }

  private String row(UUID call) {
    var rows =
        pool.preparedQuery(
                """
                SELECT concat_ws(' ', state, account, destination, end_reason,
                                 extract(epoch FROM ended_at - started_at)::int)
                  FROM call_record WHERE id = $1
                """)
            .executeAndAwait(Tuple.of(call));
    return rows.rowCount() == 0 ? null : rows.iterator().next().getString(0);
  }

  private static CallEvent call(UUID call, CallState state, int seconds) {
    var at = AT.plusSeconds(seconds);
    boolean hasEnded = state == CallState.ENDED;
    return new CallEvent(
        1,
        UUID.randomUUID(),
        at,
        call,
        state,
        "call-1",
        CallDirection.OUTGOING,
        "100",
        "100",
        "004930",
        "+4930",
        false,
        IpAddress.parse("2001:db8::1"),
        5060,
        Transport.UDP,
        "phone",
        "trunk.example.net",
        AT,
        state == CallState.ATTEMPTED ? null : AT.plusSeconds(1),
        hasEnded ? at : null,
        hasEnded ? Duration.ofSeconds(seconds - 1) : null,
        hasEnded ? CallEnd.CALLEE_HUNG_UP : null,
        null,
        null,
        "edge-1");
  }

  private void write(BlockDecision decision) {
    history.write(new Batch(List.of(), List.of(decision), List.of()));
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
