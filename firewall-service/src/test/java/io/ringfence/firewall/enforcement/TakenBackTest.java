package io.ringfence.firewall.enforcement;

import static io.ringfence.firewall.fixture.Configurations.group;
import static io.ringfence.firewall.fixture.Configurations.open;
import static io.ringfence.firewall.fixture.Configurations.restricted;
import static io.ringfence.firewall.fixture.Configurations.unrestricted;
import static io.ringfence.firewall.fixture.Configurations.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.PendingChange;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.rules.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A change that nobody has confirmed, on a node that hears of nothing more.
class TakenBackTest implements Observer, Outbox {

  private final FakeEnforcer enforcer = new FakeEnforcer();
  private final Instant begin = Instant.parse("2026-02-03T04:05:06Z");
  private Instant now = begin;
  private int told;

  private final Enforcement enforcement =
      new Enforcement(
          enforcer,
          null,
          new DesiredState(10),
          new Node("node", () -> now, () -> Duration.between(begin, now).toNanos()),
          this,
          this,
          _ -> {});

  @Test
  void isToldOnce_whenItIsTakenBack() {
    enforcement.configure(open());
    enforcement.start();
    enforcement.work();
    restrictUntil(begin.plusSeconds(60));
    at(59);
    assertThat(enforcer.applied.getLast()).contains("@sip_members_v4");
    assertThat(told).isZero();

    at(60);
    assertThat(enforcer.applied.getLast())
        .contains("flush chain inet ringfence sip")
        .doesNotContain("@sip_members_v4");
    assertThat(told).isEqualTo(1);

    enforcement.configure(with(pending(begin.plusSeconds(60)), group("late")));
    at(70);
    assertThat(told).isEqualTo(1);

    restrictUntil(begin.plusSeconds(90));
    at(90);
    assertThat(told).isEqualTo(2);
  }

  @Test
  void isNotTold_whenItIsConfirmed() {
    restrictUntil(begin.plusSeconds(60));
    enforcement.start();
    enforcement.work();
    enforcement.configure(with(with(open(), group("office")), restricted(Service.SIP, "office")));

    at(61);

    assertThat(told).isZero();
  }

  private void at(int second) {
    now = begin.plusSeconds(second);
    enforcement.work();
  }

  private void restrictUntil(Instant confirmBy) {
    enforcement.configure(
        with(with(pending(confirmBy), group("office")), restricted(Service.SIP, "office")));
    enforcement.work();
  }

  private static Configuration pending(Instant confirmBy) {
    var before = PendingChange.Before.of("service/sip", unrestricted(Service.SIP));
    var id = UUID.nameUUIDFromBytes(Json.write(confirmBy));
    var change = new PendingChange(7, id, confirmBy, List.of(before));
    return open().with(ConfigKey.PENDING_CHANGE, Json.write(change));
  }

  @Override
  public void tookBack() {
    told++;
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
