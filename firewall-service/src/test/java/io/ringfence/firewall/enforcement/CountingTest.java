package io.ringfence.firewall.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.Block;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountingTest implements Observer, Outbox {

  private static final String ADDRESSES = "sip_blocked_v4";
  private static final String PREFIXES = "sip_blocked_prefixes_v4";

  private final FakeEnforcer enforcer = new FakeEnforcer();
  private final Instant begin = Instant.parse("2026-02-03T04:05:06Z");
  private Instant now = begin;
  private long nanos;

  /// How long a slice takes.
  private Duration takes = Duration.ZERO;

  private int failures;
  private final Enforcement enforcement =
      new Enforcement(
          enforcer,
          null,
          new DesiredState(10_000),
          new Node("node", () -> now, this::nanos),
          this,
          this,
          _ -> {});

  /// Each time it is looked at the clock of a slice has gone on.
  private long nanos() {
    nanos += takes.toNanos();
    return nanos + Duration.between(begin, now).toNanos();
  }

  @BeforeEach
  void start() {
    enforcement.configure(Configurations.open());
    for (int i = 0; i < 1_200; i++) {
      block("10.0." + i / 250 + "." + i % 250);
    }
    block("198.51.100.0/24");
    block("198.51.100.0/25");
    block("2001:db8::/64");
    enforcement.start();
    enforcement.work();
  }

  @Test
  void isForAllElementsOfTheSet_aSliceAtATime() {
    enforcer.uncounted.addAll(List.of(ADDRESSES, PREFIXES, "sip_blocked_64s_v6", "sip_members_v4"));

    for (int i = 0; i < 20; i++) {
      enforcement.work();
    }

    assertThat(enforcer.counted.stream().map(CountingTest::size))
        .containsExactly(500, 500, 200, 1, 1);
    assertThat(enforcer.counted.stream().map(Change::last).distinct()).hasSize(5);
    assertThat(enforcer.uncounted).isEmpty();
  }

  @Test
  void takesAtMostATwentiethOfTheTime() {
    enforcer.uncounted.add(ADDRESSES);
    enforcement.work();
    takes = Duration.ofMillis(30);
    enforcement.work();
    takes = Duration.ZERO;
    assertThat(enforcer.counted).hasSize(2);

    now = now.plusMillis(599);
    enforcement.work();
    assertThat(enforcer.counted).hasSize(2);

    now = now.plusMillis(1);
    enforcement.work();
    assertThat(enforcer.counted).hasSize(3);
  }

  @Test
  void waits_whileAChangeWaits_andWhileTheNodeIsOpened() {
    enforcer.uncounted.add(ADDRESSES);
    block("192.0.2.1");
    enforcer.failure = "no room";
    enforcement.work();
    assertThat(failures).isEqualTo(1);
    assertThat(enforcer.uncounted).hasSize(1);

    enforcer.failure = null;
    enforcement.open(now.plusSeconds(60), 1);
    now = now.plusSeconds(10);
    enforcement.work();
    assertThat(enforcement.carriedOut()).isEqualTo(1);
    assertThat(enforcer.uncounted).hasSize(1);

    now = now.plusSeconds(50);
    enforcement.work();
    assertThat(enforcer.counted).hasSize(1);
  }

  @Test
  void goesOnLater_whenItFails_andThatIsNoFailureOfWhatIsInForce() {
    enforcer.uncounted.add(ADDRESSES);
    enforcement.work();
    enforcer.failure = "no room";
    enforcement.work();
    assertThat(enforcement.status().error()).isNull();
    assertThat(failures).isZero();

    enforcer.failure = null;
    now = now.plusSeconds(29);
    enforcement.work();
    assertThat(enforcer.counted).hasSize(1);
    now = now.plusSeconds(1);
    enforcement.work();

    assertThat(enforcer.counted).hasSize(2).doesNotHaveDuplicates();
    assertThat(enforcement.status().proof().repairs()).isZero();
  }

  @Test
  void beginsOnlyWhenKafkaHasToldAll() {
    var restored = new DesiredState(10);
    var later =
        new Enforcement(
            enforcer,
            null,
            restored,
            new Node("node", () -> now, this::nanos),
            this,
            this,
            _ -> {});
    var block = Block.of(Blocks.active("192.0.2.1", now, null, Service.SIP));
    later.restore(new Snapshot(Configurations.open(), List.of(block)));
    enforcer.uncounted.add(ADDRESSES);
    later.work();
    assertThat(enforcer.counted).isEmpty();

    later.take(List.of(Blocks.record(Blocks.active("192.0.2.1", now, null, Service.SIP))));
    later.start();
    later.work();

    assertThat(enforcer.counted).hasSize(1);
  }

  private void block(String target) {
    enforcement.take(List.of(Blocks.record(Blocks.active(target, now, null, Service.SIP))));
  }

  private static int size(Change change) {
    return switch (change) {
      case Change.Commands _ -> 0;
      case Change.Addresses addresses -> addresses.in().size();
      case Change.Ranges ranges -> ranges.in().size();
    };
  }

  @Override
  public void inForce(Duration latency) {}

  @Override
  public void applyFailed() {
    failures++;
  }

  @Override
  public void drifted(int elements) {}

  @Override
  public void report(EnforcementReport report) {}

  @Override
  public void alert(SecurityAlert alert) {}
}
