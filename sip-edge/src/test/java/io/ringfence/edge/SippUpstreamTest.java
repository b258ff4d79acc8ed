package io.ringfence.edge;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls to and from a server outside, which sipp plays. The preferred one of two stays silent.
/// Needs `sipp` on the PATH.
@QuarkusTest
@TestProfile(SippUpstreamTest.TwoUpstreams.class)
@QuarkusTestResource(TestServers.class)
class SippUpstreamTest {

  private static final String UPSTREAM = "127.0.0.71";

  /// One where nobody listens, and one at a free port.
  public static final class TwoUpstreams implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        String port = Integer.toString(freePort(UPSTREAM));
        return Map.of(
            "ringfence.sip.upstreams",
            "sip:127.0.0.70:5999,sip:" + UPSTREAM + ":" + port,
            "ringfence.sip.proxy.upstream-patience",
            "PT1S",
            "ringfence.test.upstream-port",
            port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static int freePort(String address) throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return socket.getLocalPort();
    }
  }

  @Inject EdgeFixture edge;

  @ConfigProperty(name = "ringfence.test.upstream-port")
  String port;

  @TempDir Path folder;

  @BeforeEach
  void accounts() throws Exception {
    assumeTrue(Sipp.isInstalled(), "sipp is not installed: calls with upstreams not played");
    edge.ready();
    edge.account("701", "secret701");
    await().until(() -> isKnown());
  }

  private boolean isKnown() throws IOException {
    try (var phone = SipPhone.udp("127.0.0.72", edge.port())) {
      return phone.register("701", "secret701", "MD5").status() == 200;
    }
  }

  @Test
  void callToANumberThatIsNotOurs_reachesTheUpstreamThatAnswers() throws Exception {
    try (var upstream =
            Sipp.start(
                folder,
                "answer",
                UPSTREAM,
                edge.port(),
                "030123",
                "-p",
                port,
                "-key",
                "contact",
                UPSTREAM);
        var caller =
            Sipp.start(
                folder,
                "call",
                "127.0.0.73",
                edge.port(),
                "030123",
                "-key",
                "caller",
                "701",
                "-au",
                "701",
                "-ap",
                "secret701")) {
      caller.succeeds();
      upstream.succeeds();
    }
  }

  @Test
  void callFromTheUpstream_reachesAPhone() throws Exception {
    String at = Integer.toString(freePort("127.0.0.74"));
    try (var registers =
        Sipp.start(
            folder,
            "register",
            "127.0.0.74",
            edge.port(),
            "701",
            "-p",
            at,
            "-key",
            "contact",
            "10.255.0.1",
            "-au",
            "701",
            "-ap",
            "secret701")) {
      registers.succeeds();
    }
    try (var phone =
            Sipp.start(
                folder,
                "answer",
                "127.0.0.74",
                edge.port(),
                "701",
                "-p",
                at,
                "-key",
                "contact",
                "10.255.0.1");
        var upstream =
            Sipp.start(
                folder,
                "call-from-outside",
                UPSTREAM,
                edge.port(),
                "701",
                "-p",
                port,
                "-key",
                "caller",
                "+4930123")) {
      upstream.succeeds();
      phone.succeeds();
    }
  }
}
