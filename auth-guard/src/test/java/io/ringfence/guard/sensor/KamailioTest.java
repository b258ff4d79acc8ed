package io.ringfence.guard.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Kamailio, whose passwords are guessed over SIP, and its own log. Needs `kamailio`.
class KamailioTest {

  private static final String ADDRESS = "127.0.0.82";
  private static final String ATTACKER = "127.0.0.83";
  private static final Path CONFIGURATION = Path.of("src/test/resources/kamailio/registrar.cfg");
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");

  @TempDir private Path folder;
  private Process kamailio;
  private int port;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/kamailio")),
        "kamailio is not installed: its own log is not read");
    try (var socket = new DatagramSocket(new InetSocketAddress(ADDRESS, 0))) {
      port = socket.getLocalPort();
    }
    kamailio =
        new ProcessBuilder(
                List.of(
                    "/usr/sbin/kamailio",
                    "-f",
                    CONFIGURATION.toAbsolutePath().toString(),
                    "-A",
                    "PORT=" + port,
                    "-DD",
                    "-E",
                    "-Y",
                    folder.toString(),
                    "-m",
                    "64",
                    "-M",
                    "8"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("kamailio.log").toFile())
            .start();
    String entry = ":%04X ".formatted(port);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.readString(Path.of("/proc/net/udp")).contains(entry));
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (kamailio != null) {
      kamailio.destroy();
      if (!kamailio.waitFor(5, TimeUnit.SECONDS)) {
        kamailio.descendants().forEach(ProcessHandle::destroyForcibly);
        kamailio.destroyForcibly();
      }
    }
  }

  @Test
  void guessedPasswords_areToldFromItsOwnLog() throws Exception {
    var attempts = new ArrayList<AuthenticationAttempt>();
    var log = folder.resolve("kamailio.log");
    try (var tail =
        new Tail(
            log,
            new PatternLog("^ ?[0-9]+\\([0-9]+\\) NOTICE: <script>: " + PatternLog.FIELDS),
            new Bursts("proxy", Proof.ANSWER),
            attempts::addAll,
            new PositionFile(folder.resolve("state/proxy.json")),
            new SensorMeters(new SimpleMeterRegistry(), "proxy"))) {
      tail.round(Instant.now());
      try (var attacker = new DatagramSocket(new InetSocketAddress(ATTACKER, 0))) {
        for (int i = 0; i < 5; i++) {
          guess(attacker, "601", i);
        }
        guess(attacker, "x ringfence: bad-credentials source=198.51.100.1 port=1", 9);
      }
      await()
          .untilAsserted(
              () -> {
                tail.round(Instant.now());
                assertThat(count(attempts)).as(Files.readString(log)).isEqualTo(6);
              });
    }
    assertThat(attempts)
        .allMatch(one -> one.source().equals(IpAddress.parse(ATTACKER)))
        .allMatch(one -> one.transport() == Transport.UDP)
        .allMatch(one -> one.sourceVerified() == (one.reason() == Reason.BAD_CREDENTIALS));
    assertThat(attempts.getLast().reason()).isEqualTo(Reason.UNKNOWN_ACCOUNT);
    assertThat(attempts.getFirst().account()).isEqualTo("601");
  }

  private static int count(List<AuthenticationAttempt> attempts) {
    return attempts.stream().mapToInt(AuthenticationAttempt::count).sum();
  }

  private void guess(DatagramSocket attacker, String user, int number) throws IOException {
    var challenge = NONCE.matcher(exchange(attacker, "", 2 * number));
    assertThat(challenge.find()).isTrue();
    String answer =
        "Authorization: Digest username=\""
            + user
            + "\", realm=\"ringfence.local\", nonce=\""
            + challenge.group(1)
            + "\", uri=\"sip:ringfence.local\", qop=auth, nc=00000001, cnonce=\"c\", response=\""
            + "0".repeat(31)
            + number
            + "\", algorithm=MD5\r\n";
    assertThat(exchange(attacker, answer, 2 * number + 1)).startsWith("SIP/2.0 401");
  }

  private String exchange(DatagramSocket attacker, String header, int cseq) throws IOException {
    String request =
        "REGISTER sip:ringfence.local SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP "
            + ATTACKER
            + ":"
            + attacker.getLocalPort()
            + ";branch=z9hG4bK"
            + cseq
            + "\r\nMax-Forwards: 70\r\nFrom: <sip:601@ringfence.local>;tag=1\r\n"
            + "To: <sip:601@ringfence.local>\r\nCall-ID: guess-"
            + cseq / 2
            + "\r\nCSeq: "
            + (cseq + 1)
            + " REGISTER\r\n"
            + header
            + "Content-Length: 0\r\n\r\n";
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    attacker.send(new DatagramPacket(bytes, bytes.length, InetAddress.ofLiteral(ADDRESS), port));
    attacker.setSoTimeout(5_000);
    var answer = new DatagramPacket(new byte[8_192], 8_192);
    attacker.receive(answer);
    return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
  }
}
