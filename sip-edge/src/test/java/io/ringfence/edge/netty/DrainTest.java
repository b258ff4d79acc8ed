package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.SipConfig;
import io.ringfence.edge.load.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {

  private record Settings(Duration timeout, Duration delay) implements SipConfig.Drain {}

  private final SipLoop loop = new SipLoop();
  private final Intake intake = new Intake();

  @AfterEach
  void stop() {
    loop.stop();
  }

  @Test
  void stopsAccepting_thenWaitsUntilAllHasFinished() {
    var events = new ArrayList<String>();
    var looks = new AtomicInteger();
    var drain =
        new Drain(
            new Settings(Duration.ofSeconds(30), Duration.ofMillis(1)),
            loop,
            intake,
            () -> {
              events.add(intake.takesAll() ? "open" : "draining");
              return looks.incrementAndGet() == 3;
            });

    drain.run(() -> events.add("closed"));

    assertThat(events).isEqualTo(List.of("closed", "draining", "draining", "draining"));
  }

  @Test
  void waitIsBounded() {
    var drain =
        new Drain(new Settings(Duration.ofMillis(200), Duration.ZERO), loop, intake, () -> false);
    long start = System.nanoTime();

    drain.run(() -> {});

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(20));
  }
}
