package io.ringfence.edge;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Certificate and key in a folder, and sockets on both address families where there are both.
public final class TlsFolder implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    try {
      Path folder = Files.createTempDirectory("ringfence-tls");
      var own = TestCertificate.of("first", "EC");
      Path certificate = Files.writeString(folder.resolve("cert.pem"), own.certificatePem());
      Path key = Files.writeString(folder.resolve("key.pem"), own.keyPem());
      return Map.of(
          "ringfence.sip.tls.certificate",
          certificate.toString(),
          "ringfence.sip.tls.key",
          key.toString(),
          "ringfence.sip.tls.reload-every",
          "PT0.1S",
          "ringfence.sip.ws.origins",
          "https://phone.example.org",
          "ringfence.bind",
          hasIpv6() ? "127.0.0.1,::1" : "127.0.0.1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static boolean hasIpv6() {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void stop() {}
}
