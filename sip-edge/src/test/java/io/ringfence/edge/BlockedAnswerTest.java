package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
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
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Blocked sources are told so, where that is set.
@QuarkusTest
@TestProfile(BlockedAnswerTest.Told.class)
@QuarkusTestResource(TestServers.class)
class BlockedAnswerTest {

  private static final String SOURCE = "127.0.8.30";

  public static final class Told implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("ringfence.sip.admission.blocked", "403");
    }
  }

  @Inject EdgeFixture edge;

  @Test
  void blockedSource_getsTheStatusOverUdp_andNoConnection() throws IOException {
    edge.ready();
    assertThat(status()).isEqualTo(401);

    edge.publish(
        Topics.BLOCKS,
        SOURCE,
        Decisions.block(
            BlockTarget.ofKey(SOURCE), Origin.OPERATOR, EventIds.next(), Instant.now(), null));

    await().until(() -> status() == 403);
    try (var phone = SipPhone.tcp(SOURCE, edge.port())) {
      phone.send(phone.message("OPTIONS", "1", SipPhone.branch(), 1, ""));
      assertThat(phone.receive(Duration.ofSeconds(1))).isEmpty();
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|closed|broken pipe).*");
    }
    edge.delete(Topics.BLOCKS, SOURCE);
    await().until(() -> status() == 401);
  }

  private int status() throws IOException {
    try (var phone = SipPhone.udp(SOURCE, edge.port())) {
      return phone.register("300").status();
    }
  }
}
