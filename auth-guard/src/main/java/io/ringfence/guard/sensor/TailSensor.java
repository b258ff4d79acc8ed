package io.ringfence.guard.sensor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The life of a [Tail]: looks at its file again and again.
final class TailSensor implements Sensor {

  private static final Logger LOG = Logger.getLogger(TailSensor.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final String name;
  private final Tail tail;
  private final Duration poll;
  private final SensorMeters meters;
  private final InstantSource clock = InstantSource.system();
  private volatile @Nullable String obstacle = "waiting for Kafka";

  TailSensor(String name, Tail tail, Duration poll, SensorMeters meters) {
    this.name = name;
    this.tail = tail;
    this.poll = poll;
    this.meters = meters;
  }

  @Override
  public @Nullable String obstacle() {
    return obstacle;
  }

  @Override
  public void begin() {
    try {
      tail.look(Instant.ofEpochMilli(clock.millis()));
    } catch (IOException e) {
      say("cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void run() throws InterruptedException {
    try (tail) {
      while (true) {
        follow();
      }
    } catch (IOException e) {
      LOG.debug("closing a log", e);
    }
  }

  private void follow() throws InterruptedException {
    try {
      boolean read = tail.round(Instant.ofEpochMilli(clock.millis()));
      say(tail.isOpen() ? null : "there is no such file");
      if (!read) {
        Thread.sleep(poll);
      }
    } catch (IOException e) {
      say("cannot be read: " + e.getMessage());
      Thread.sleep(RETRY);
    } catch (RuntimeException e) {
      LOG.errorf(e, "Sensor %s failed, trying again", name);
      say("failed: " + e.getClass().getSimpleName());
      Thread.sleep(RETRY);
    }
  }

  private void say(@Nullable String now) {
    meters.up(now == null);
    var before = obstacle;
    obstacle = now;
    if (now != null && !now.equals(before)) {
      LOG.warnf("Sensor %s: %s", name, now);
    } else if (now == null && before != null) {
      LOG.infof("Sensor %s follows its log", name);
    }
  }
}
