package io.ringfence.notifier.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.PendingChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PolicyFollowerTest {

  private static final Instant CONFIRM_BY = Instant.parse("2026-01-02T03:04:05Z");

  private final PolicyFollower follower = new PolicyFollower("none:1", new SimpleMeterRegistry());

  @Test
  void recipientsThatNobodyConfirmed_areMailedUntilThen_andTheFormerAfterwards() {
    var former = policy(7, "former@example.org");
    take(ConfigKey.GUARD_POLICY, former);
    take(
        ConfigKey.PENDING_CHANGE,
        new PendingChange(
            8,
            UUID.randomUUID(),
            CONFIRM_BY,
            List.of(PendingChange.Before.of(ConfigKey.GUARD_POLICY, former))));
    take(ConfigKey.GUARD_POLICY, policy(9, "tried@example.org"));

    assertThat(follower.policy(CONFIRM_BY.minusMillis(1)).warningRecipients())
        .containsExactly("tried@example.org");
    assertThat(follower.policy(CONFIRM_BY).warningRecipients())
        .containsExactly("former@example.org");

    follower.take(ConfigKey.PENDING_CHANGE, null);
    assertThat(follower.policy(CONFIRM_BY).version()).isEqualTo(9);
  }

  private void take(String key, Object document) {
    follower.take(key, Json.write(document));
  }

  private static GuardPolicy policy(long version, String recipient) {
    return new GuardPolicy(
        version, true, 5, Duration.ofMinutes(10), Duration.ofHours(1), null, List.of(recipient));
  }
}
