package io.ringfence.guard.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a manager over real TCP, and its lines alone.
class AmiTest {

  private static final String EVENT =
      """
      Event: ChallengeResponseFailed
      Privilege: security,all
      SequenceNumber: 67
      EventTV: 2021-06-23T10:22:21.751+0200
      Severity: Error
      Service: PJSIP
      EventVersion: 1
      AccountID: %s
      SessionID: call-%s
      LocalAddress: IPV4/UDP/172.17.0.2/5060
      RemoteAddress: IPV4/UDP/192.0.2.7/5062
      Challenge: 1624436541/3c34
      Response: ffc1
      ExpectedResponse:

      """;

  private final List<AuthenticationAttempt> attempts = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private ServerSocket manager;
  private Thread running;

  @BeforeEach
  void start() throws IOException {
    manager = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    manager.setSoTimeout(10_000);
    var settings =
        new AmiSensor.Settings(
            "ami",
            "127.0.0.1",
            manager.getLocalPort(),
            "ringfence",
            "s3cret",
            100,
            Duration.ofMillis(10),
            Duration.ofMillis(100));
    var sensor =
        new AmiSensor(
            settings,
            new Bursts("ami", Proof.ANSWER),
            attempts::addAll,
            new SensorMeters(registry, "ami"));
    running =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    sensor.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @AfterEach
  void stop() throws Exception {
    running.interrupt();
    running.join(5_000);
    manager.close();
  }

  private static String event(String account) {
    return EVENT.formatted(account, account).replace("\n", "\r\n");
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private Socket welcome() throws IOException {
    var socket = manager.accept();
    send(socket, "Asterisk Call Manager/5.0.2\r\n");
    var in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    var login = new ArrayList<String>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      login.add(line);
    }
    assertThat(login)
        .containsExactly(
            "Action: Login", "Username: ringfence", "Secret: s3cret", "Events: security");
    send(socket, "Response: Success\r\nMessage: Authentication accepted\r\n\r\n");
    return socket;
  }

  @Test
  void tellsWhatItHears_andConnectsAgain() throws Exception {
    try (var first = welcome()) {
      send(first, event("1"));
      await().until(() -> attempts.size() == 1);
      assertThat(attempts.getFirst().reason()).isEqualTo(Reason.BAD_CREDENTIALS);
      assertThat(attempts.getFirst().sourceVerified()).isTrue();
      assertThat(attempts.getFirst().edge()).isEqualTo("ami");
    }
    try (var second = welcome()) {
      send(second, event("2").substring(0, 100));
      await().until(() -> registry.get("ringfence.sensor.up").gauge().value() == 1);
      send(second, event("2").substring(100) + event("3"));
      await().until(() -> attempts.size() == 3);
    }
    assertThat(attempts).extracting(AuthenticationAttempt::account).containsExactly("1", "2", "3");
  }

  @Test
  void sameEvent_heardAgain_hasTheSameId() throws Exception {
    try (var socket = welcome()) {
      send(socket, event("1"));
      await().until(() -> attempts.size() == 1);
    }
    stop();
    start();
    try (var socket = welcome()) {
      send(socket, event("1"));
      await().until(() -> attempts.size() == 2);
    }
    assertThat(attempts.getFirst().eventId()).isEqualTo(attempts.getLast().eventId());
  }

  @Test
  void triesAgain_whenItIsRefused() throws Exception {
    try (var socket = manager.accept()) {
      send(socket, "Asterisk Call Manager/5.0.2\r\n");
      send(socket, "Response: Error\r\nMessage: Authentication failed\r\n\r\n");
    }
    try (var socket = welcome()) {
      send(socket, event("1"));
      await().until(() -> attempts.size() == 1);
    }
  }

  private static List<Map<String, String>> messages(String text) {
    var messages = new AmiMessages();
    var sure = new ArrayList<Map<String, String>>();
    text.lines().forEach(line -> messages.line(line, 0));
    sure.addAll(messages.due(0));
    assertThat(sure).as("nothing is certain at once").isEmpty();
    return messages.due(AmiMessages.HELD.toNanos());
  }

  @Test
  void messagesThatAnAttackerWrote_areNotGivenOut() {
    String forged =
        "x\nSessionID: c\nLocalAddress: IPV4/UDP/172.17.0.2/5060\n"
            + "RemoteAddress: IPV4/UDP/198.51.100.1/5060\n\n"
            + EVENT.formatted("victim", "victim")
            + EVENT.formatted("victim", "victim").strip();

    assertThat(messages(EVENT.formatted(forged, "a") + EVENT.formatted("2", "2")))
        .extracting(message -> message.get("AccountID"))
        .containsExactly("2");
  }

  @Test
  void keyThatComesTwice_isAnAttackers() {
    String forged = "x\nRemoteAddress: IPV4/UDP/198.51.100.1/5060\ny: ";

    assertThat(messages(EVENT.formatted(forged, "a"))).isEmpty();
  }

  @Test
  void linesAndMessagesAreBounded() {
    var messages = new AmiMessages();
    messages.line("Event: InvalidPassword", 0);
    for (int i = 0; i < 1_000_000; i++) {
      messages.line("key-" + i + ": v", 0);
    }
    messages.line("", 0);
    assertThat(messages.isHolding()).isFalse();
    assertThat(messages.takeForged()).isEqualTo(1);
  }
}
