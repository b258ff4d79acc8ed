package io.ringfence.edge.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.ringfence.edge.EdgeFixture;
import io.ringfence.edge.SipPhone;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Connections that the edge opens itself, to a server that proves whose it is.
@QuarkusTest
@TestProfile(OutgoingConnectionsTest.Behind.class)
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(value = TlsPbx.class, restrictToAnnotatedClass = true)
class OutgoingConnectionsTest {

  /// No more than a name for the configuration that the resources make.
  public static final class Behind implements QuarkusTestProfile {}

  @Inject EdgeFixture edge;
  @Inject MeterRegistry metrics;

  @BeforeEach
  void ready() {
    edge.ready();
  }

  private double outgoing(String result) {
    return metrics.counter("ringfence_sip_outgoing_connections_total", "result", result).count();
  }

  @Test
  void requestsTakeTheFirstServerThatProvesItsName_byOneConnection_openedAgainWhenItIsClosed()
      throws IOException {
    try (var phone = SipPhone.udp("127.0.0.98", edge.port())) {
      // The first one waits for handshakes, which take their time on a busy machine.
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(phone.register("100").status()).isEqualTo(200));
      assertThat(phone.register("101").status()).isEqualTo(200);

      assertThat(outgoing("refused")).isPositive();
      assertThat(outgoing("other-domain")).isPositive();
      assertThat(TlsPbx.CONNECTIONS).hasSize(1);
      var register = TlsPbx.REQUESTS.stream().filter(one -> one.startsWith("REGISTER")).toList();
      assertThat(register).hasSizeGreaterThan(1).allMatch(one -> one.contains("Via: SIP/2.0/TLS "));

      for (Socket connection : TlsPbx.CONNECTIONS) {
        connection.close();
      }
      await().untilAsserted(() -> assertThat(phone.register("102").status()).isEqualTo(200));
    }
  }
}
