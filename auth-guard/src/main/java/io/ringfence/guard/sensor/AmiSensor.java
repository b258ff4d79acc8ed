package io.ringfence.guard.sensor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Listens to Asterisk's manager: connects, and connects again when it ends, at ever longer
/// intervals. What it hears waits in a bounded queue for the bus, so that a bus that is away does
/// not hold up the manager.
final class AmiSensor implements Sensor {

  private static final Logger LOG = Logger.getLogger(AmiSensor.class);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration TICK = Duration.ofMillis(200);
  private static final int BATCH = 1_000;

  /// @param retryAfter the first wait; it doubles up to `retryAtMostAfter`
  record Settings(
      String name,
      String host,
      int port,
      String user,
      String secret,
      int queue,
      Duration retryAfter,
      Duration retryAtMostAfter) {

    Settings {
      if ((user + secret).chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("user and secret have no control characters");
      }
    }

    @Override
    public String toString() {
      return name + " as " + user + " at " + host + ":" + port;
    }
  }

  private final Settings settings;
  private final Bursts bursts;
  private final AttemptSink sink;
  private final SensorMeters meters;
  private final InstantSource clock = InstantSource.system();
  private final BlockingQueue<Sighting> queue;
  private volatile @Nullable String obstacle = "not connected yet";
  private volatile @Nullable AmiConnection connection;
  private volatile boolean welcome;

  AmiSensor(Settings settings, Bursts bursts, AttemptSink sink, SensorMeters meters) {
    this.settings = settings;
    this.bursts = bursts;
    this.sink = sink;
    this.meters = meters;
    this.queue = new ArrayBlockingQueue<>(settings.queue());
  }

  @Override
  public @Nullable String obstacle() {
    return obstacle;
  }

  @Override
  public void begin() {
    // what the manager tells is told to who is connected
  }

  @Override
  public void run() throws InterruptedException {
    var listener =
        Thread.ofPlatform().daemon().name("sensor-" + settings.name() + "-ami").start(this::listen);
    try {
      send();
    } finally {
      listener.interrupt();
      disconnect();
    }
  }

  private void send() throws InterruptedException {
    var sessions = new Sessions();
    while (true) {
      var seen = new ArrayList<Sighting>();
      var first = queue.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
      if (first != null) {
        seen.addAll(sessions.settle(first));
        var more = new ArrayList<Sighting>();
        queue.drainTo(more, BATCH);
        more.forEach(sighting -> seen.addAll(sessions.settle(sighting)));
      }
      seen.addAll(sessions.due(now()));
      if (!seen.isEmpty()) {
        put(seen);
      }
    }
  }

  private void put(List<Sighting> seen) throws InterruptedException {
    try {
      sink.put(bursts.attempts(seen, false));
    } catch (RuntimeException e) {
      LOG.errorf(e, "Sensor %s: %d events are lost", settings, seen.size());
      meters.dropped(seen.size());
    }
  }

  private void listen() {
    Duration wait = settings.retryAfter();
    while (!Thread.currentThread().isInterrupted()) {
      welcome = false;
      try (var current = new AmiConnection(settings.host(), settings.port(), SILENCE)) {
        connection = current;
        current.login(settings.user(), settings.secret());
        current.follow(message -> hear(message, current));
      } catch (IOException e) {
        say("cannot be heard: " + e.getMessage());
      } finally {
        connection = null;
      }
      wait =
          welcome ? settings.retryAfter() : min(wait.multipliedBy(2), settings.retryAtMostAfter());
      try {
        Thread.sleep(wait);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void hear(Map<String, String> message, AmiConnection from) {
    for (int forged = from.takeForged(); forged > 0; forged--) {
      meters.broken();
    }
    String response = message.get("Response");
    if (!message.containsKey("Event") && response != null) {
      answered(response, message, from);
      return;
    }
    switch (AmiEvents.read(message)) {
      case Reading.Nothing() -> meters.other();
      case Reading.Broken() -> meters.broken();
      case Reading.Seen(var observation, boolean forged) -> {
        meters.seen(forged);
        if (!queue.offer(new Sighting(observation, AmiEvents.place(message), now()))) {
          meters.dropped(1);
        }
      }
    }
  }

  private void answered(String response, Map<String, String> message, AmiConnection from) {
    if (response.equals("Success")) {
      welcome = true;
      say(null);
      return;
    }
    say("refused: " + message.getOrDefault("Message", response));
    try {
      from.close();
    } catch (IOException e) {
      LOG.debug("closing a connection", e);
    }
  }

  private void disconnect() {
    var current = connection;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        LOG.debug("closing a connection", e);
      }
    }
  }

  private void say(@Nullable String now) {
    meters.up(now == null);
    var before = obstacle;
    boolean refused = before != null && before.startsWith("refused");
    if (now == null || before == null || !refused || now.startsWith("refused")) {
      obstacle = now;
    }
    if (now != null && (before == null || before.startsWith("not connected"))) {
      LOG.warnf("Sensor %s: %s", settings, now);
    } else if (now == null && before != null) {
      LOG.infof("Sensor %s is listening", settings);
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
