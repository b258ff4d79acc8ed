package io.ringfence.edge.netty;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SipLoopTest {

  @Test
  void periodicTaskGoesOn_afterItHasFailed() {
    var loops = new SipLoops(1, new Limits(), new SimpleMeterRegistry());
    var loop = loops.all().getFirst();
    var runs = new AtomicInteger();
    loop.every(
        Duration.ofMillis(1),
        () -> {
          if (runs.incrementAndGet() == 1) {
            throw new IllegalStateException("a failure");
          }
        });

    await().atMost(Duration.ofSeconds(5)).until(() -> runs.get() > 1);
    loops.stop();
  }
}
