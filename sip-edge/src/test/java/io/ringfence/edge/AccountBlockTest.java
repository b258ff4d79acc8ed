package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.edge.admission.Decisions;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Blocks on accounts, from topic `blocks` to what phones see.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class AccountBlockTest {

  private static final Duration SILENCE = Duration.ofMillis(400);

  @Inject EdgeFixture edge;
  @Inject MeterRegistry metrics;

  @BeforeEach
  void accounts() {
    edge.ready();
    edge.policy(5, Duration.ofMinutes(10));
    edge.account("340", "right");
    edge.account("341", "right");
    await().until(() -> login("127.0.4.1", "340") == 200 && login("127.0.4.1", "341") == 200);
  }

  /// The status of a login with the right password.
  private int login(String source, String account) throws IOException {
    try (var phone = SipPhone.udp(source, edge.port())) {
      return phone.register(account, "right", "MD5").status();
    }
  }

  private boolean isChallenged(String source, String account) throws IOException {
    try (var phone = SipPhone.udp(source, edge.port())) {
      phone.send(phone.message("REGISTER", account, SipPhone.branch(), 1, ""));
      return phone.receive(SILENCE).isPresent();
    }
  }

  private void block(String key, @Nullable Instant expiresAt) {
    var target = BlockTarget.ofKey(key);
    edge.publish(
        Topics.BLOCKS,
        key,
        Decisions.block(target, Origin.OPERATOR, EventIds.next(), Instant.now(), expiresAt));
  }

  private double active(String type) {
    return metrics
        .get("ringfence_blocks_active")
        .tag("target", type)
        .tag("origin", "operator")
        .gauge()
        .value();
  }

  @Test
  void pairIsSilenced_andOnlyThePair_untilItIsReleased() throws IOException {
    block("127.0.4.2 340", null);
    await().until(() -> !isChallenged("127.0.4.2", "340"));

    assertThat(login("127.0.4.2", "341")).isEqualTo(200);
    assertThat(login("127.0.4.1", "340")).isEqualTo(200);
    assertThat(active("ip+account")).isEqualTo(1);
    edge.delete(Topics.BLOCKS, "127.0.4.2 340");

    await().until(() -> isChallenged("127.0.4.2", "340"));
    assertThat(active("ip+account")).isZero();
  }

  @Test
  void shieldLetsInWhoWasThere_andEndsByItself() throws IOException {
    block("account 341", Instant.now().plusSeconds(10));
    await().until(() -> active("account") == 1);

    assertThat(login("127.0.4.3", "341")).as("a stranger with the right password").isEqualTo(401);
    assertThat(login("127.0.4.1", "341")).isEqualTo(200);
    await().atMost(Duration.ofSeconds(20)).until(() -> active("account") == 0);
    assertThat(login("127.0.4.3", "341")).isEqualTo(200);
  }
}
