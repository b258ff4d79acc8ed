package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.event.Transport;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(TlsFolder.class)
class TlsTest {

  @Inject EdgeFixture edge;
  @Inject MeterRegistry metrics;

  @ConfigProperty(name = "ringfence.sip.tls.certificate")
  Path certificate;

  @ConfigProperty(name = "ringfence.sip.tls.key")
  Path key;

  @BeforeEach
  void ready() {
    edge.ready();
  }

  private double reloads(String result) {
    return metrics.counter("ringfence_sip_tls_reloads_total", "result", result).count();
  }

  private X509Certificate shown() throws IOException {
    try (var socket = Phones.encrypt(connect("127.0.8.1"))) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private Socket connect(String from) throws IOException {
    return Phones.connect(
        InetAddress.ofLiteral(from),
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), edge.port(Transport.TLS)));
  }

  @Test
  void changedFilesAreTakenOver_brokenOnesAreNot_openConnectionsLiveOn() throws Exception {
    String before = Files.readString(certificate);
    try (var phone = Phones.over(Transport.TLS, "127.0.8.2", edge)) {
      assertThat(phone.register("800").status()).isEqualTo(401);

      var next = TestCertificate.of("next", "RSA");
      Files.writeString(certificate, next.certificatePem());
      await().atMost(Duration.ofSeconds(5)).until(() -> reloads("failed") > 0);
      assertThat(shown()).as("a certificate without its key").isNotEqualTo(next.certificate());

      Files.writeString(key, next.keyPem());
      await().atMost(Duration.ofSeconds(5)).until(() -> shown().equals(next.certificate()));
      assertThat(reloads("ok")).isPositive();

      double failed = reloads("failed");
      Files.writeString(certificate, before.substring(0, 100));
      await().atMost(Duration.ofSeconds(5)).until(() -> reloads("failed") > failed);
      assertThat(shown()).isEqualTo(next.certificate());

      assertThat(phone.register("800").status()).as("the first connection").isEqualTo(401);
    } finally {
      var restored = TestCertificate.of("restored", "EC");
      Files.writeString(certificate, restored.certificatePem());
      Files.writeString(key, restored.keyPem());
      await().atMost(Duration.ofSeconds(5)).until(() -> shown().equals(restored.certificate()));
    }
  }

  @Test
  void olderVersionsAreRefused() throws IOException {
    for (var version : List.of("TLSv1.3", "TLSv1.2")) {
      assertThat(handshake(version)).as(version).isTrue();
    }
    for (var version : List.of("TLSv1.1", "TLSv1")) {
      assertThat(handshake(version)).as(version).isFalse();
    }
  }

  @Test
  void clientThatBeginsAnotherHandshake_isClosed() throws IOException {
    double before = socketErrors();
    try (var socket = connect("127.0.8.5");
        var encrypted =
            (SSLSocket)
                Phones.trustAll()
                    .getSocketFactory()
                    .createSocket(socket, "localhost", socket.getPort(), true)) {
      encrypted.setSoTimeout((int) Duration.ofSeconds(5).toMillis());
      encrypted.setEnabledProtocols(new String[] {"TLSv1.2"});
      encrypted.startHandshake();
      encrypted.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(encrypted.getInputStream().readNBytes(2)).containsExactly('\r', '\n');

      assertThatThrownBy(
              () -> {
                encrypted.startHandshake();
                encrypted.getInputStream().read();
              })
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
    assertThat(socketErrors()).isEqualTo(before + 1);
  }

  private double socketErrors() {
    return metrics
        .counter("ringfence_sip_socket_errors_total", "transport", Transport.TLS.wireName())
        .count();
  }

  private boolean handshake(String version) throws IOException {
    try (var socket = connect("127.0.8.3");
        var encrypted =
            (SSLSocket)
                Phones.trustAll()
                    .getSocketFactory()
                    .createSocket(socket, "localhost", socket.getPort(), true)) {
      encrypted.setEnabledProtocols(new String[] {version});
      encrypted.startHandshake();
      return encrypted.getSession().getProtocol().equals(version);
    } catch (SSLException e) {
      return false;
    }
  }

  @Test
  void speaksWithOpenssl() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
    var process =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-quiet",
                "-connect",
                "127.0.0.1:" + edge.port(Transport.TLS))
            .redirectErrorStream(true)
            .start();
    try (var phone = SipPhone.tcp("127.0.8.4", edge.port());
        var out = process.getOutputStream();
        var in = process.inputReader(StandardCharsets.US_ASCII)) {
      String message = phone.message("OPTIONS", "1", SipPhone.branch(), 1, "");
      out.write(message.replace("SIP/2.0/TCP", "SIP/2.0/TLS").getBytes(StandardCharsets.US_ASCII));
      out.flush();

      String line = in.readLine();
      while (line != null && !line.startsWith("SIP/2.0 ")) {
        line = in.readLine();
      }
      assertThat(line).startsWith("SIP/2.0 200 OK");
    } finally {
      process.destroy();
      process.waitFor(5, TimeUnit.SECONDS);
    }
  }
}
