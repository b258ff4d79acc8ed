package io.ringfence.contracts.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CompactedTopicTest {

  /// A server that takes connections and never says anything is the worst kind of away.
  @Test
  void endsInAMoment_whenKafkaIsAway_howeverManyThereAre() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var asked = new CountDownLatch(1);
      Thread.ofPlatform().daemon().start(() -> accept(silent, asked));
      String servers = "127.0.0.1:" + silent.getLocalPort();
      var topics =
          List.of("one", "two", "three").stream()
              .map(topic -> CompactedTopic.follow(servers, topic, (key, value) -> {}))
              .toList();
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

      long before = System.nanoTime();
      CompactedTopic.closeAll(topics);

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
      for (var thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("follow-")) {
          assertThat(thread.join(Duration.ofSeconds(20))).as(thread.getName()).isTrue();
        }
      }
    }
  }

  private static void accept(ServerSocket server, CountDownLatch asked) {
    try {
      while (!server.isClosed()) {
        var _ = server.accept();
        asked.countDown();
      }
    } catch (IOException e) {
      asked.countDown();
    }
  }
}
