package io.ringfence.guard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.config.PendingChange;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.CallState;
import io.ringfence.contracts.event.Registration;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PoliciesTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant CONFIRM_BY = NOW.plusSeconds(60);
  private static final BlockTarget PHONE = BlockTarget.ofKey("192.0.2.7");

  private Instant time = NOW;
  private final Policies policies = new Policies(() -> time);

  @Test
  void aPolicyThatNobodyConfirms_isInForceUntilThen_andTheFormerAfterwards() {
    take(
        "group/friends",
        new IpGroup(
            3,
            "friends",
            "Friends",
            null,
            List.of(new IpGroup.Member("192.0.2.0/24", null, null)),
            Map.of()));
    var former = policy(7, 5, "friends");
    take(ConfigKey.GUARD_POLICY, former);
    take(
        ConfigKey.PENDING_CHANGE,
        new PendingChange(
            8,
            UUID.randomUUID(),
            CONFIRM_BY,
            List.of(PendingChange.Before.of(ConfigKey.GUARD_POLICY, former))));
    take(ConfigKey.GUARD_POLICY, policy(9, 2, null));
    policies.batchEnded();
    long tried = policies.revision(NOW);

    var meanwhile = policies.situation(PHONE, CONFIRM_BY.minusMillis(1));
    assertThat(meanwhile.policy().attempts()).isEqualTo(2);
    assertThat(meanwhile.trusted()).isFalse();
    assertThat(policies.policyVersion()).isEqualTo(9);

    time = CONFIRM_BY;
    var afterwards = policies.situation(PHONE, CONFIRM_BY);
    assertThat(afterwards.policy().attempts()).isEqualTo(5);
    assertThat(afterwards.trusted()).isTrue();
    assertThat(policies.policyVersion()).isEqualTo(7);
    assertThat(policies.revision(CONFIRM_BY)).isGreaterThan(tried);
  }

  @Test
  void aPolicyThatWasTakenBack_isInForceFromTheStart_whereThatIsReadLate() {
    take(ConfigKey.GUARD_POLICY, policy(9, 2, null));
    take(
        ConfigKey.PENDING_CHANGE,
        new PendingChange(
            8,
            UUID.randomUUID(),
            NOW.minusSeconds(1),
            List.of(PendingChange.Before.of(ConfigKey.GUARD_POLICY, policy(7, 5, null)))));
    policies.batchEnded();

    assertThat(policies.situation(PHONE, NOW).policy().attempts()).isEqualTo(5);

    policies.accept(ConfigKey.PENDING_CHANGE, null);
    policies.batchEnded();
    assertThat(policies.situation(PHONE, NOW).policy().attempts()).isEqualTo(2);
  }

  @Test
  void callsFromWhereATrunkHasRegistered_doNotCost_untilItsMemoryIsOver() {
    var trunks = new Trunks(List.of("trunk"), Duration.ofHours(1));
    take(ConfigKey.GUARD_POLICY, policy(7, 5, null).with(trunks));
    policies.batchEnded();
    var registration =
        new Registration(
            1,
            UUID.randomUUID(),
            NOW,
            "trunk",
            "sip:trunk@192.0.2.7",
            IpAddress.parse("192.0.2.7"),
            5060,
            Transport.UDP,
            null,
            null,
            1,
            NOW,
            NOW.plusSeconds(600),
            "edge-1",
            null,
            null,
            null,
            List.of(),
            null);
    policies.registrations().accept(registration.key(), Json.write(registration));

    assertThat(policies.toll(call("192.0.2.7"), NOW)).isNull();
    assertThat(policies.toll(call("192.0.2.8"), NOW)).isNotNull();
    assertThat(policies.toll(call("192.0.2.7"), NOW.plusSeconds(3_600))).isNotNull();
  }

  private static CallEvent call(String source) {
    return new CallEvent(
        1,
        UUID.randomUUID(),
        NOW,
        UUID.randomUUID(),
        CallState.ANSWERED,
        "call",
        CallDirection.OUTGOING,
        "trunk",
        "trunk",
        "0088123",
        "+88123",
        false,
        IpAddress.parse(source),
        5060,
        Transport.UDP,
        "pbx",
        null,
        NOW,
        NOW,
        null,
        null,
        null,
        null,
        null,
        "edge-1");
  }

  private void take(String key, Object document) {
    policies.accept(key, Json.write(document));
  }

  private static GuardPolicy policy(long version, int attempts, String trustedGroup) {
    return new GuardPolicy(
        version,
        true,
        attempts,
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        trustedGroup,
        List.of());
  }
}
