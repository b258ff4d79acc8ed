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
import io.ringfence.guard.history.HistoryStore.Place;
import io.ringfence.guard.history.LogEntry;
import io.ringfence.guard.history.Move;
import io.ringfence.testing.TestServers;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
      history.write(batch(one, other));
    }
    assertThat(count("security_log_20260301", one)).isEqualTo(1);
    assertThat(count("security_log", other)).isEqualTo(1);
  }

  @Test
  void writesTheRestOfABatch_ofWhichSomeIsThere_orIsThereTwice() {
    var topic = UUID.randomUUID();
    history.begin(topic, "t", 0, 0, 100);
    var known = entry("208");
    var other = entry("209");
    var growing = entry("210");
    var block = block();
    history.write(batch(known));
    history.write(
        new Batch(
            List.of(other, known, other),
            List.of(growing.counting(2, AT)),
            List.of(block),
            List.of(),
            List.of(new Move(topic, 0, 0, 4))));

    assertThat(count("security_log", known)).isEqualTo(1);
    assertThat(count("security_log", other)).isEqualTo(1);
    assertThat(text("SELECT count::text FROM security_log WHERE event_id = $1", growing.eventId()))
        .isEqualTo("2");
    assertThat(blocks(block)).isEqualTo(1);
    assertThat(history.begin(topic, "t", 0, 0, 100)).isEqualTo(4);
  }

  @Test
  void refusesDataThatPostgresDoesNotTake_andOnlyThat() {
    assertThat(history.hasSchema()).isTrue();
    assertThatThrownBy(() -> history.write(batch(entry("\0"))))
        .isInstanceOf(HistoryStore.Refused.class);
  }

  @Test
  void addsUpALineThatGrows_andKeepsItsFirstTime() {
    var line = entry("203");
    for (int i = 1; i <= 3; i++) {
      var more = line.counting(10, AT.plusSeconds(i));
      history.write(new Batch(List.of(), List.of(more), List.of(), List.of(), List.of()));
    }
    assertThat(
            text(
                "SELECT concat_ws(' ', count, extract(epoch FROM last_time - time)::int,"
                    + " services::text) FROM security_log WHERE event_id = $1",
                line.eventId()))
        .isEqualTo("30 3 {sip}");
  }

  @Test
  void addsNothingTwice_andNothingThatAnotherHasWritten() {
    var topic = UUID.randomUUID();
    assertThat(history.begin(topic, "t", 0, 5, 100)).isEqualTo(5);
    assertThat(history.begin(topic, "t", 1, 0, 100)).isZero();
    var line = entry("204").counting(2, AT);
    var batch = growing(line, new Move(topic, 0, 5, 8), new Move(topic, 1, 0, 3));
    history.write(batch);
    history.write(batch);
    assertThatThrownBy(() -> history.write(growing(line, new Move(topic, 0, 5, 9))))
        .isInstanceOf(HistoryStore.Overtaken.class);
    assertThatThrownBy(
            () -> history.write(growing(line, new Move(topic, 0, 8, 9), new Move(topic, 1, 0, 9))))
        .isInstanceOf(HistoryStore.Overtaken.class);

    assertThat(text("SELECT count::text FROM security_log WHERE event_id = $1", line.eventId()))
        .isEqualTo("2");
    assertThat(history.begin(topic, "t", 0, 5, 100)).isEqualTo(8);
    assertThat(history.begin(topic, "t", 0, 5, 6)).as("the bus has lost the rest").isEqualTo(6);
  }

  @Test
  void dropsWholeDays_andMakesADayOfLinesThatCameBeforeIt() {
    var early = LocalDate.of(2025, 2, 1);
    history.prepare(early);
    var old = entry("205", early);
    var misplaced = entry("206", early.plusDays(1));
    var older = entry("207", early.minusDays(9));
    history.write(batch(old, misplaced, older));
    assertThat(count("security_log_20250201", old)).isEqualTo(1);
    assertThat(count("security_log_other", misplaced)).isEqualTo(1);

    history.prepare(early.plusDays(1));
    assertThat(count("security_log_20250202", misplaced)).isEqualTo(1);

    history.forget(new HistoryStore.Keep(early.plusDays(1), Instant.EPOCH, Instant.EPOCH));
    assertThat(text("SELECT coalesce(to_regclass($1)::text, 'gone')", "security_log_20250201"))
        .isEqualTo("gone");
    assertThat(count("security_log", old)).isZero();
    assertThat(count("security_log", older)).isZero();
    assertThat(count("security_log", misplaced)).isEqualTo(1);
  }

  @Test
  void keepsBlocksInForce_howeverOld_andForgetsThoseThatHaveLongEnded() {
    var inForce = block();
    var ended = block().ended(BlockState.EXPIRED, AT, UUID.randomUUID(), null, null);
    write(inForce);
    write(ended);
    history.forget(new HistoryStore.Keep(LocalDate.EPOCH, AT, Instant.EPOCH));
    assertThat(blocks(ended)).isEqualTo(1);
    history.forget(new HistoryStore.Keep(LocalDate.EPOCH, AT.plusSeconds(1), Instant.EPOCH));
    assertThat(blocks(ended)).isZero();
    assertThat(blocks(inForce)).isEqualTo(1);
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

    assertThat(history.endLostCalls(AT.plusSeconds(3), List.of())).isZero();
    assertThat(history.endLostCalls(AT.plusSeconds(4), List.of())).isPositive();
    assertThat(row(call)).isEqualTo("ended 100 +4930 lost 3");
    assertThat(row(other)).isEqualTo("ended 100 +4930 callee-hung-up 3");

    write(call(call, CallState.ANSWERED, 60));
    assertThat(row(call)).isEqualTo("answered 100 +4930");
  }

  @Test
  void noCallIsLost_whileAnythingThatWasToldIsYetToBeWritten() {
    var topic = UUID.randomUUID();
    var call = UUID.randomUUID();
    write(call(call, CallState.ANSWERED, 3));
    history.begin(topic, "t", 0, 7, 100);
    history.begin(topic, "t", 1, 4, 100);
    var told = List.of(new Place(topic, 0, 7), new Place(topic, 1, 5), new Place(topic, 2, 0));

    assertThat(history.endLostCalls(AT.plusSeconds(4), told)).isZero();
    assertThat(history.endLostCalls(AT.plusSeconds(4), List.of(new Place(topic, 2, 1)))).isZero();

    var moves = List.of(new Move(topic, 1, 4, 5));
    history.write(new Batch(List.of(), List.of(), List.of(), List.of(), moves));
    assertThat(history.endLostCalls(AT.plusSeconds(4), told)).isPositive();
    assertThat(row(call)).isEqualTo("ended 100 +4930 lost 3");
  }

  @Test
  void callsAreKeptForAsLongAsIsAsked() {
    var call = UUID.randomUUID();
    write(call(call, CallState.ENDED, 3));

    history.forget(new HistoryStore.Keep(LocalDate.EPOCH, Instant.EPOCH, AT));
    assertThat(row(call)).isNotNull();
    history.forget(new HistoryStore.Keep(LocalDate.EPOCH, Instant.EPOCH, AT.plusSeconds(1)));
    assertThat(row(call)).isNull();
  }

  private void write(CallEvent call) {
    history.write(new Batch(List.of(), List.of(), List.of(), List.of(call), List.of()));
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
    history.write(new Batch(List.of(), List.of(), List.of(decision), List.of(), List.of()));
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

  private long blocks(BlockDecision block) {
    return Long.parseLong(text("SELECT count(*)::text FROM block WHERE id = $1", block.blockId()));
  }

  private String text(String query, Object value) {
    return pool.preparedQuery(query)
        .executeAndAwait(Tuple.of(value))
        .iterator()
        .next()
        .getString(0);
  }

  private static Batch growing(LogEntry line, Move... moves) {
    return new Batch(List.of(), List.of(line), List.of(), List.of(), List.of(moves));
  }

  private static LogEntry entry(String account) {
    return entry(account, LocalDate.ofInstant(AT, ZoneOffset.UTC));
  }

  private static LogEntry entry(String account, LocalDate day) {
    return new LogEntry(
        UUID.randomUUID(),
        day.atTime(12, 0).toInstant(ZoneOffset.UTC),
        "warning",
        List.of("sip"),
        "authentication-failed",
        "2001:db8::1",
        account,
        "Authentication failed",
        1,
        null,
        "bad-credentials",
        true);
  }

  private static Batch batch(LogEntry... entries) {
    return new Batch(List.of(entries), List.of(), List.of(), List.of(), List.of());
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
