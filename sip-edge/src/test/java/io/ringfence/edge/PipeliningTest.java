package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoRate.class)
@QuarkusTestResource(TestServers.class)
class PipeliningTest {

  private static final int REQUESTS = 50_000;
  private static final byte[] REQUEST =
      """
      OPTIONS sip:ringfence.local SIP/2.0
      Via: SIP/2.0/TCP a;branch=z9hG4bKp
      From: <sip:1@ringfence.local>;tag=1
      To: <sip:1@ringfence.local>
      Call-ID: pipelined
      CSeq: 1 OPTIONS
      Content-Length: 0

      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  @Inject EdgeFixture edge;

  @BeforeEach
  void ready() {
    edge.ready();
  }

  @Test
  void everyRequestIsAnswered_ofAPeerThatReadsLateOnly() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
      socket.setSoTimeout(5_000);
      var sent = new AtomicInteger();
      var seen = new AtomicInteger();
      var sending = CompletableFuture.runAsync(() -> send(socket, sent));
      await()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> sent.get() == seen.getAndSet(sent.get()) && sent.get() > 0);
      assertThat(sending).as("the edge stops reading").isNotDone();

      var answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      int answered = 0;
      while (answered < REQUESTS) {
        answered += answers.readLine().startsWith("SIP/2.0 ") ? 1 : 0;
      }

      assertThat(sending).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  private static void send(Socket socket, AtomicInteger sent) {
    try {
      for (int i = 0; i < REQUESTS; i++) {
        socket.getOutputStream().write(REQUEST);
        sent.incrementAndGet();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
