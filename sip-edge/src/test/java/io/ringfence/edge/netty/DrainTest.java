package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.load.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {

  private record Settings(Duration timeout, Duration delay) implements SipConfig.Drain {}

  private final SipLoops loops = new SipLoops(1, new Limits(), new SimpleMeterRegistry());
  private final Intake intake = new Intake();

  @AfterEach
  void stop() {
    loops.stop();
  }

  private List<Drain.Draining> draining(Callable<Boolean> isIdle) {
    return List.of(new Drain.Draining(loops.all().getFirst(), intake, isIdle));
  }

  @Test
  void stopsAccepting_thenWaitsUntilAllHasFinished() {
    var events = new ArrayList<String>();
    var looks = new AtomicInteger();
    var drain =
        new Drain(
            new Settings(Duration.ofSeconds(30), Duration.ofMillis(1)),
            draining(
                () -> {
                  events.add(intake.takesAll() ? "open" : "draining");
                  return looks.incrementAndGet() == 3;
                }));

    drain.run(() -> events.add("closed"));

    assertThat(events).isEqualTo(List.of("closed", "draining", "draining", "draining"));
  }

  @Test
  void waitIsBounded() {
    var drain =
        new Drain(new Settings(Duration.ofMillis(200), Duration.ZERO), draining(() -> false));
    long start = System.nanoTime();

    drain.run(() -> {});

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(20));
  }
}
