package io.ringfence.firewall.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.Actual;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.DropCounter;
import io.ringfence.firewall.rules.Family;
import io.ringfence.firewall.rules.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is found to have been changed because a transaction failed, before the next look.
class DriftAlertTest implements Observer, Outbox {

  private final FakeEnforcer enforcer = new FakeEnforcer();
  private final Instant begin = Instant.parse("2026-02-03T04:05:06Z");
  private Instant now = begin;
  private Duration clockSet = Duration.ZERO;
  private final List<SecurityAlert> alerts = new ArrayList<>();
  private final List<Integer> drifts = new ArrayList<>();
  private int attackers;

  private final Enforcement enforcement =
      new Enforcement(
          enforcer,
          null,
          new DesiredState(10),
          new Node("node", () -> now, () -> Duration.between(begin, now).minus(clockSet).toNanos()),
          this,
          this,
          _ -> {});

  @BeforeEach
  void start() {
    enforcement.configure(Configurations.open());
    enforcement.start();
    enforcement.work();
  }

  @Test
  void isSaid_whenItRecurs() {
    blockComesAndFails(Actual.ABSENT);
    assertThat(drifts).singleElement().satisfies(drift -> assertThat(drift).isGreaterThan(10));
    assertThat(alerts).isEmpty();

    blockComesAndFails(Actual.ABSENT);

    assertThat(drifts).hasSize(2);
    assertThat(alerts)
        .singleElement()
        .extracting(SecurityAlert::kind)
        .isEqualTo(SecurityAlert.Kind.FIREWALL_DRIFT);
  }

  @Test
  void isNotSaid_whenTheClockWasSet() {
    for (int i = 0; i < 3; i++) {
      clockSet = clockSet.plusSeconds(60);
      now = now.plusSeconds(60);
      blockComesAndFails(Actual.ABSENT);
    }

    assertThat(drifts).hasSize(3);
    assertThat(alerts).isEmpty();
  }

  @Test
  void isNotSaid_whenNoMoreIsMissingThanWhatFailed() {
    for (int i = 0; i < 3; i++) {
      blockComesAndFails(allButBlocks());
      enforcement.take(List.of(Blocks.tombstone("192.0.2." + attackers)));
      later(Duration.ofSeconds(5));
    }

    assertThat(drifts).containsExactly(1, 1, 1);
    assertThat(alerts).isEmpty();
  }

  @Test
  void isNotSaid_whenTheTableIsMadeAnew_becauseOfFailuresOfItsOwn() {
    for (int i = 0; i < 3; i++) {
      enforcer.found = allButBlocks();
      enforcer.failure = "no room";
      blockComes();
      later(Duration.ofSeconds(1));
      later(Duration.ofSeconds(1));
      enforcer.failure = null;
      later(Duration.ofSeconds(2));
      assertThat(enforcer.applied.getLast()).contains("delete table inet ringfence");
      enforcement.take(List.of(Blocks.tombstone("192.0.2." + attackers)));
      later(Duration.ofSeconds(5));
    }

    assertThat(drifts).containsExactly(1, 1, 1);
    assertThat(alerts).isEmpty();
  }

  private void blockComesAndFails(Actual found) {
    enforcer.found = found;
    enforcer.failure = "no such file or directory";
    blockComes();
    enforcer.failure = null;
    later(Duration.ofMillis(200));
    later(Duration.ofSeconds(5));
  }

  private void blockComes() {
    attackers++;
    var block = Blocks.active("192.0.2." + attackers, now, null, Service.SIP);
    enforcement.take(List.of(Blocks.record(block)));
    enforcement.work();
  }

  private void later(Duration by) {
    now = now.plus(by);
    enforcement.work();
  }

  private Actual allButBlocks() {
    var sets = new HashMap<String, Actual.Contents>();
    for (String set : enforcement.status().elements().keySet()) {
      var family = set.endsWith("_v4") ? Family.V4 : Family.V6;
      boolean isExact = set.contains("_blocked_v") || set.contains("_blocked_64s_");
      sets.put(
          set,
          isExact ? new Actual.Addresses(family, List.of()) : new Actual.Ranges(family, List.of()));
    }
    var services = Names.SERVICES.stream().map(Service::wireName).toList();
    var counters =
        services.stream()
            .flatMap(
                service ->
                    Stream.concat(
                        Names.dropCounters(service).stream()
                            .map(DropCounter::set)
                            .map(set -> set + "_dropped"),
                        Stream.of(service + "_passed")))
            .collect(Collectors.toSet());
    var chains =
        Stream.concat(
                services.stream().flatMap(service -> Stream.of(service, service + "_passed")),
                Stream.of(Names.BASE_CHAIN, "passed", "input", "forward"))
            .collect(Collectors.toMap(chain -> chain, _ -> Actual.Rules.AS_GIVEN));
    return new Actual(Actual.Shape.SOUND, sets, counters, chains);
  }

  @Override
  public void drifted(int elements) {
    drifts.add(elements);
  }

  @Override
  public void inForce(Duration latency) {}

  @Override
  public void applyFailed() {}

  @Override
  public void report(EnforcementReport report) {}

  @Override
  public void alert(SecurityAlert alert) {
    alerts.add(alert);
  }
}
