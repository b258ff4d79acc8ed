package io.ringfence.guard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.guard.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardStreamsTest {

  @TempDir private Path directory;

  @Test
  void waitsForKafka_andSaysSo() throws InterruptedException {
    var guard =
        new GuardStreams(
            new GuardProcess.Config(),
            new SimpleMeterRegistry(),
            "127.0.0.1:1",
            directory.toString(),
            "node",
            Role.DECIDE);
    guard.start(new StartupEvent());
    try {
      assertThat(new GuardHealth.Ready(guard).call().getData().orElseThrow())
          .containsEntry("reason", "waiting for Kafka and the configuration");
      assertThat(guard.isDead()).isFalse();
    } finally {
      guard.stop(new ShutdownEvent());
    }
  }

  @Test
  void decidesNothing_andWaitsForNothing_asASensor() throws InterruptedException {
    var guard =
        new GuardStreams(
            new GuardProcess.Config(),
            new SimpleMeterRegistry(),
            "127.0.0.1:1",
            directory.toString(),
            "node",
            Role.SENSE);
    guard.start(new StartupEvent());

    assertThat(guard.obstacle()).isNull();
    assertThat(guard.isDead()).isFalse();
    guard.stop(new ShutdownEvent());
  }
}
