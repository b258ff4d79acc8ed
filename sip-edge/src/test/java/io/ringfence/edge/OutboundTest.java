package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The core sends by itself, not only in answer to something.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class OutboundTest {

  private static final byte[] MESSAGE =
      "SIP/2.0 180 Ringing\r\n\r\n".getBytes(StandardCharsets.UTF_8);

  @Inject EdgeFixture edge;
  @Inject Core core;

  @Test
  void messageReachesAPhoneOverUdp() throws Exception {
    edge.ready();
    try (var phone = SipPhone.udp("127.0.0.31", edge.port())) {
      var peer = new Peer(IpAddress.parse("127.0.0.31"), phone.port(), Transport.UDP);

      assertThat(edge.onLoop(worker -> worker.outbound().send(MESSAGE, peer))).isTrue();

      assertThat(phone.receive(Duration.ofSeconds(3)).orElseThrow().status()).isEqualTo(180);
    }
  }

  @Test
  void messageFollowsTheConnectionAPhoneRegisteredBy_untilItCloses() throws Exception {
    edge.ready();
    edge.account("331", "secret");
    Peer peer;
    try (var phone = SipPhone.tcp("127.0.0.32", edge.port())) {
      await().until(() -> phone.register("331", "secret", "MD5").status() == 200);
      peer = core.registrar().bindings("331", Instant.now()).getFirst().peer();
      assertThat(peer.connection()).isPositive();

      assertThat(edge.onLoop(worker -> worker.outbound().send(MESSAGE, peer))).isTrue();

      assertThat(phone.receive(Duration.ofSeconds(3)).orElseThrow().status()).isEqualTo(180);
    }
    await().until(() -> !edge.onLoop(worker -> worker.outbound().isOpen(peer)));
    assertThat(edge.onLoop(worker -> worker.outbound().send(MESSAGE, peer))).isFalse();
  }
}
