package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.ringfence.contracts.event.Transport;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Connections of a source count against its rate.
@QuarkusTest
@TestProfile(ConnectionRateTest.Slow.class)
@QuarkusTestResource(TestServers.class)
class ConnectionRateTest {

  private static final int BURST = 5;
  private static final int OPENED = 20;
  private static final long SECOND = 1_000_000_000;

  /// A request a second.
  public static final class Slow implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "ringfence.sip.admission.rate", "1", "ringfence.sip.admission.burst", BURST + "");
    }
  }

  @Inject EdgeFixture edge;
  @Inject MeterRegistry metrics;

  private double refused(String reason) {
    return metrics.counter("ringfence_sip_connections_refused_total", "reason", reason).count();
  }

  private static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(200);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void sourceThatConnectsTooOften_isClosedAtOnce_othersAreNot() throws IOException {
    edge.ready();
    var server =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), edge.port(Transport.TCP));
    var sockets = new ArrayList<Socket>();
    try {
      long begun = System.nanoTime();
      for (int i = 0; i < OPENED; i++) {
        sockets.add(Phones.connect(InetAddress.ofLiteral("127.0.8.20"), server));
      }

      await()
          .until(
              () ->
                  refused("rate")
                      >= OPENED - BURST - Math.ceilDiv(System.nanoTime() - begun, SECOND));
      assertThat(refused("rate")).isLessThanOrEqualTo(OPENED - BURST);
      assertThat(sockets.stream().filter(ConnectionRateTest::isClosed).count())
          .isEqualTo((long) refused("rate"));
      try (var other = SipPhone.tcp("127.0.8.21", edge.port())) {
        assertThat(other.register("100").status()).isEqualTo(401);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
