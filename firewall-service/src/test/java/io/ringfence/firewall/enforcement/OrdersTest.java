package io.ringfence.firewall.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.Block;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Orders to drop nothing for a time, on their way into the rules.
class OrdersTest implements Observer, Outbox {

  private static final String DROPPING = "jump sip";

  private final FakeEnforcer enforcer = new FakeEnforcer();
  private final Instant begin = Instant.now();
  private Instant now = begin;
  private final Enforcement enforcement =
      enforcement(new Node("node", () -> now, () -> Duration.between(begin, now).toNanos()));

  @Test
  void anOrderIsCarriedOut_whenItsOwnRulesAreInForce() {
    assertThat(enforcement.carriedOut()).isNegative();
    enforcement.configure(Configurations.open());
    enforcement.start();
    enforcement.work();
    assertThat(enforcement.carriedOut()).isZero();
    assertThat(enforcer.applied.getLast()).contains(DROPPING);

    enforcement.open(now.plusSeconds(60), 1);
    enforcer.failure = "no room";
    enforcement.work();
    assertThat(enforcement.carriedOut()).isZero();
    enforcer.failure = null;
    at(1);
    assertThat(enforcement.carriedOut()).isEqualTo(1);

    enforcement.open(null, 2);
    assertThat(enforcement.carriedOut()).isEqualTo(1);
    enforcement.work();
    assertThat(enforcement.carriedOut()).isEqualTo(2);
    assertThat(enforcer.applied.getLast()).contains(DROPPING);
  }

  @Test
  void oneThatExtendsAnother_changesNoRule() {
    enforcement.configure(Configurations.open());
    enforcement.start();
    enforcement.open(now.plusSeconds(60), 1);
    enforcement.work();

    enforcement.open(now.plusSeconds(120), 2);
    enforcement.work();
    assertThat(enforcement.carriedOut()).isEqualTo(2);
    assertThat(enforcer.applied.getLast()).isEmpty();

    at(60);
    assertThat(enforcer.applied).noneMatch(change -> change.contains(DROPPING));
    at(120);
    assertThat(enforcer.applied.getLast()).contains(DROPPING);
  }

  @Test
  void oneThatIsOverBefore_isNotCarriedOut() {
    enforcement.configure(Configurations.open());
    enforcement.start();
    enforcement.open(now.minusSeconds(1), 1);
    enforcement.work();

    assertThat(enforcement.carriedOut()).isNegative();
    assertThat(enforcer.applied.getLast()).contains(DROPPING);
  }

  @Test
  void whatIsOpen_isOpenFromTheFirstRulesAfterAStartOn() {
    var clock = InstantSource.system();
    var block = Block.of(Blocks.active("192.0.2.1", begin, null, Service.SIP));
    var known = new Snapshot(Configurations.open(), List.of(block));
    try (var loop =
        new EnforcementLoop(
            () -> enforcer,
            _ -> {
              var restored = enforcement(new Node("node", clock, System::nanoTime));
              restored.restore(known);
              return restored;
            },
            clock)) {
      loop.open(begin.plusSeconds(60));
      assertThat(loop.isCarriedOut()).isFalse();
      loop.start();

      await().until(loop::isCarriedOut);
    }
    assertThat(enforcer.applied).isNotEmpty();
    assertThat(enforcer.applied.getFirst()).contains("192.0.2.1").doesNotContain(DROPPING);
  }

  private void at(int second) {
    now = begin.plusSeconds(second);
    enforcement.work();
  }

  private Enforcement enforcement(Node node) {
    return new Enforcement(enforcer, null, new DesiredState(10), node, this, this, _ -> {});
  }

  @Override
  public void inForce(Duration latency) {}

  @Override
  public void applyFailed() {}

  @Override
  public void drifted(int elements) {}

  @Override
  public void report(EnforcementReport report) {}

  @Override
  public void alert(SecurityAlert alert) {}
}
