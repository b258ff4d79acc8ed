package io.ringfence.firewall.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Applied;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.Actual;
import io.ringfence.firewall.rules.BlockRecord;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.DropCounter;
import io.ringfence.firewall.rules.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnforcementTest {

  private static final DropCounter BLOCKED = new DropCounter("sip", "sip_blocked_v4");
  private static final DropCounter MEMBERS = new DropCounter("sip", "sip_members_v4");

  private Instant now = Instant.parse("2026-02-03T04:05:06Z");
  private final FakeEnforcer enforcer = new FakeEnforcer();
  private final List<EnforcementReport> reports = new ArrayList<>();
  private final List<Duration> latencies = new ArrayList<>();
  private final List<SecurityAlert> alerts = new ArrayList<>();
  private final Instant begin = now;
  private Duration clockSet = Duration.ZERO;
  private final Node node =
      new Node("node", () -> now, () -> Duration.between(begin, now).minus(clockSet).toNanos());
  private final List<Snapshot> kept = new ArrayList<>();
  private int failures;
  private int drifted;
  private Enforcement enforcement = enforcement(null);

  @Test
  void enforcesNothing_untilEverythingFromBeforeTheStartIsKnown() {
    enforcement.configure(Configurations.open());
    enforcement.take(List.of(record(block("192.0.2.1"))));
    enforcement.work();
    assertThat(enforcer.applied).isEmpty();
    assertThat(enforcement.status().inForce()).isFalse();

    enforcement.start();
    enforcement.work();

    assertThat(enforcer.applied)
        .singleElement()
        .asString()
        .contains("add table inet ringfence", "192.0.2.1 timeout 1h", "dport 5060");
    assertThat(enforcement.status().inForce()).isTrue();
    assertThat(reports.getLast().blocks()).isEqualTo(1);
    assertThat(reports.getLast().recent()).hasSize(1);
    assertThat(latencies).isEmpty();
  }

  @Test
  void appliesAndReportsAChange_atOnce() {
    started();
    var block = block("192.0.2.1");
    advance(Duration.ofSeconds(1));
    advanceQuietly(Duration.ofMillis(7));

    enforcement.take(List.of(record(block)));
    enforcement.work();

    assertThat(enforcer.applied.getLast())
        .isEqualTo("add element inet ringfence sip_blocked_v4 { 192.0.2.1 timeout 59m58s993ms }\n");
    assertThat(reports.getLast().recent())
        .containsExactly(new Applied(block.blockId(), BlockState.ACTIVE, now));
    assertThat(latencies).containsExactly(Duration.ofMillis(1_007));
    assertThat(enforcement.status().blocks().values()).containsExactly(1);
  }

  @Test
  void keepsTheLastGoodRuleset_whenApplyFails_andReplacesItWholeLater() {
    started();
    enforcer.failure = "no room";
    var block = block("192.0.2.1");
    enforcement.take(List.of(record(block)));

    var due = enforcement.work();

    assertThat(failures).isEqualTo(1);
    assertThat(due).isBeforeOrEqualTo(now.plusMillis(200));
    advance(Duration.ofMillis(100));
    assertThat(failures).isEqualTo(1);
    assertThat(reports.getLast().error()).isEqualTo("no room");
    assertThat(reports.getLast().recent()).isEmpty();

    enforcer.failure = null;
    advance(Duration.ofMillis(100));

    assertThat(enforcer.applied.getLast()).startsWith("add table").contains("192.0.2.1 timeout");
    advance(Duration.ofMillis(100));
    assertThat(reports.getLast().error()).isNull();
    assertThat(reports.getLast().recent()).extracting(Applied::blockId).contains(block.blockId());
  }

  @Test
  void triesLessAndLessOften_whileApplyFails() {
    started();
    enforcer.failure = "no room";
    enforcement.take(List.of(record(block("192.0.2.1"))));

    IntStream.range(0, 600).forEach(_ -> advance(Duration.ofMillis(100)));

    assertThat(failures).isBetween(8, 10);
  }

  @Test
  void gathersWhatComes_whileTheEnforcerPauses() {
    enforcer.pause = Duration.ofMillis(30);
    started();
    advance(Duration.ofSeconds(1));
    int before = enforcer.applied.size();

    enforcement.take(List.of(record(block("192.0.2.1"))));
    enforcement.work();
    enforcement.take(List.of(record(block("192.0.2.2"))));
    enforcement.work();
    enforcement.take(List.of(record(block("192.0.2.3"))));
    var due = enforcement.work();

    assertThat(enforcer.applied).hasSize(before + 1);
    assertThat(due).isEqualTo(now.plusMillis(30));
    advance(Duration.ofMillis(30));
    assertThat(enforcer.applied).hasSize(before + 2);
    assertThat(enforcer.applied.getLast()).contains("192.0.2.2 timeout", "192.0.2.3 timeout");
  }

  @Test
  void wakesUp_whenABlockEnds() {
    started();
    var block = block("192.0.2.1");
    enforcement.take(List.of(record(block)));
    enforcement.work();
    advance(Duration.ofMinutes(59).plusSeconds(58));

    assertThat(enforcement.work()).isEqualTo(block.expiresAt());
    advance(Duration.ofSeconds(2));

    assertThat(reports.getLast().recent().getFirst())
        .isEqualTo(new Applied(block.blockId(), BlockState.EXPIRED, now));
    assertThat(reports.getLast().blocks()).isZero();
    assertThat(enforcer.applied.getLast()).isEmpty();
  }

  @Test
  void reportsEveryChangeOfAFlood_inFewReports() {
    started();
    reports.clear();
    int blocks = 1_000;

    enforcement.take(
        IntStream.range(0, blocks).mapToObj(i -> record(block("10.0.0." + i % 250, i))).toList());
    enforcement.work();
    advance(Duration.ofMillis(100));

    assertThat(reports.stream().flatMap(report -> report.recent().stream()).distinct())
        .hasSize(blocks);
    assertThat(reports).hasSizeBetween(10, 12);
    assertThat(reports).allMatch(report -> report.recent().size() <= EnforcementReport.MAX_RECENT);
  }

  @Test
  void reportsNowAndThen_whenNothingChanges() {
    started();
    reports.clear();

    IntStream.range(0, 100).forEach(_ -> advance(Duration.ofMillis(200)));

    assertThat(reports).hasSize(4);
    assertThat(reports.getLast().ruleset()).contains("table inet ringfence {");
  }

  @Test
  void countsDroppedPackets_acrossAReplacementOfTheTable() {
    started();
    enforcer.counters.put(BLOCKED, 7L);
    enforcer.counters.put(MEMBERS, 0L);
    advance(Duration.ofSeconds(5));
    assertThat(reports.getLast().droppedPackets()).containsEntry("sip", 7L);
    assertThat(reports.getLast().droppedBySet()).isEqualTo(Map.of("sip_blocked_v4", 7L));

    enforcer.failure = "no room";
    enforcement.take(List.of(record(block("192.0.2.1"))));
    advance(Duration.ZERO);
    enforcer.counters.put(BLOCKED, 2L);
    enforcer.counters.put(MEMBERS, 1L);
    enforcer.failure = null;
    advance(Duration.ofSeconds(5));

    assertThat(reports.getLast().droppedPackets()).containsEntry("sip", 10L);
    assertThat(reports.getLast().droppedBySet())
        .isEqualTo(Map.of("sip_blocked_v4", 9L, "sip_members_v4", 1L));
  }

  @Test
  void saysWhyItIsNotEnforcing_inEveryReport() {
    enforcement = enforcement("no libnftables");
    started();
    advance(Duration.ofSeconds(5));

    assertThat(reports).allMatch(report -> "no libnftables".equals(report.error()));
    assertThat(enforcement.status().error()).isEqualTo("no libnftables");
  }

  @Test
  void looksEveryFewSeconds_andReadsEverythingNowAndThen_orWhenTheClockWasSet() {
    started();
    IntStream.range(0, 100).forEach(_ -> advance(Duration.ofSeconds(1)));
    assertThat(enforcer.looks).hasSizeBetween(45, 52);
    assertThat(enforcer.looks.subList(0, 2)).contains(true);
    assertThat(enforcer.looks.subList(2, enforcer.looks.size())).doesNotContain(true);
    assertThat(reports.getLast().provenAt()).isBetween(now.minusSeconds(7), now);

    enforcer.looks.clear();
    clockSet = Duration.ofMinutes(-1);
    advance(clockSet);

    assertThat(enforcer.looks).containsExactly(true);
    assertThat(reports.getLast().occurredAt()).isEqualTo(now);
  }

  @Test
  void mendsWhatIsMissing_countsIt_andRaisesAnAlertWhenThatRecurs() {
    started();
    enforcement.take(List.of(record(block("192.0.2.1"))));
    advance(Duration.ofSeconds(5));

    enforcer.found = Actual.ABSENT;
    advance(Duration.ofSeconds(2));
    enforcer.found = null;

    assertThat(enforcer.applied.getLast()).startsWith("add table").contains("192.0.2.1 timeout");
    assertThat(drifted).isPositive();
    assertThat(reports.getLast().drift()).isEqualTo(drifted);
    assertThat(reports.getLast().repairs()).isEqualTo(drifted);
    assertThat(alerts).isEmpty();
    advance(Duration.ofSeconds(5));
    assertThat(reports.getLast().drift()).isZero();

    IntStream.range(0, 3).forEach(_ -> strangerDeletesTheTable());

    assertThat(alerts)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo(SecurityAlert.Kind.FIREWALL_DRIFT);
              assertThat(alert.subject()).isEqualTo("node");
            });
  }

  @Test
  void enforcesWhatWasKnownBefore_untilAllIsKnown_thenThat() {
    started();
    var gone = block("192.0.2.1");
    var stays = block("192.0.2.2");
    enforcement.take(List.of(record(gone), record(stays)));
    advance(Duration.ofSeconds(10));
    var before = kept.getLast();
    assertThat(before.blocks()).hasSize(2);

    enforcement = enforcement(null);
    enforcement.restore(before);
    enforcement.work();
    assertThat(enforcer.applied.getLast()).contains("192.0.2.1 timeout", "dport 5060");
    assertThat(enforcement.status().inForce()).isTrue();

    enforcement.configure(Configurations.open());
    enforcement.take(List.of(record(stays), record(block("192.0.2.3"))));
    advance(Duration.ofSeconds(1));
    assertThat(enforcer.applied.getLast()).doesNotContain("192.0.2.3");
    assertThat(enforcement.status().blocks().values()).containsExactly(2);
    int written = kept.size();
    enforcement.start();
    enforcement.work();

    assertThat(enforcer.applied.getLast())
        .contains("delete element inet ringfence sip_blocked_v4 { 192.0.2.1 }", "192.0.2.3 timeout")
        .doesNotContain("192.0.2.2");
    assertThat(kept).hasSize(written + 1);
  }

  @Test
  void keepsWhatItEnforces_butNotWithEachChange() {
    started();
    for (int i = 0; i < 60; i++) {
      enforcement.take(List.of(record(block("192.0.2." + i))));
      advance(Duration.ofSeconds(1));
    }
    assertThat(kept).hasSizeBetween(6, 8);

    advance(Duration.ofSeconds(10));
    int all = kept.size();
    assertThat(kept.getLast().blocks()).hasSize(60);
    advance(Duration.ofMinutes(1));
    assertThat(kept).hasSize(all);
  }

  private void strangerDeletesTheTable() {
    enforcer.found = Actual.ABSENT;
    advance(Duration.ofSeconds(5));
    enforcer.found = null;
    advance(Duration.ofSeconds(5));
  }

  private void started() {
    enforcement.configure(Configurations.open());
    enforcement.start();
    enforcement.work();
  }

  private void advance(Duration duration) {
    advanceQuietly(duration);
    enforcement.work();
  }

  private void advanceQuietly(Duration duration) {
    now = now.plus(duration);
  }

  private BlockDecision block(String address) {
    return block(address, 0);
  }

  private BlockDecision block(String address, int seconds) {
    return Blocks.active(
        address, now, now.plus(Duration.ofHours(1)).plusSeconds(seconds), Service.SIP);
  }

  private static BlockRecord record(BlockDecision block) {
    return Blocks.record(block);
  }

  private Enforcement enforcement(@Nullable String degraded) {
    var observer =
        new Observer() {
          @Override
          public void inForce(Duration latency) {
            latencies.add(latency);
          }

          @Override
          public void applyFailed() {
            failures++;
          }

          @Override
          public void drifted(int elements) {
            drifted += elements;
          }
        };
    var outbox =
        new Outbox() {
          @Override
          public void report(EnforcementReport report) {
            reports.add(report);
          }

          @Override
          public void alert(SecurityAlert alert) {
            alerts.add(alert);
          }
        };
    return new Enforcement(
        enforcer, degraded, new DesiredState(10_000), node, observer, outbox, kept::add);
  }
}
