package io.ringfence.guard.sensor;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.bus.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The sensors that are configured, each on a thread of its own.
@ApplicationScoped
class Sensors {

  private static final Logger LOG = Logger.getLogger(Sensors.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
  private static final Duration AMI_RETRY = Duration.ofMillis(500);
  private static final Duration AMI_RETRY_AT_MOST = Duration.ofSeconds(30);

  private final SensorConfig config;
  private final MeterRegistry registry;
  private final String bootstrapServers;
  private final Path folder;
  private final Map<String, Sensor> sensors = new TreeMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<KafkaAttempts> sinks = new ArrayList<>();

  Sensors(
      SensorConfig config,
      MeterRegistry registry,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
      @ConfigProperty(name = "ringfence.data-dir") String dataDir) {
    this.config = config;
    this.registry = registry;
    this.bootstrapServers = bootstrapServers;
    this.folder = Path.of(dataDir, "auth-guard", "sensors");
  }

  void start(@Observes StartupEvent event) {
    config.byName().forEach((name, settings) -> sensors.put(name, sensor(name, settings)));
    sensors.forEach(
        (name, sensor) ->
            threads.add(
                Thread.ofPlatform().daemon().name("sensor-" + name).start(() -> run(sensor))));
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    threads.forEach(Thread::interrupt);
    for (var thread : threads) {
      thread.join(STOP_LIMIT);
    }
    sinks.forEach(KafkaAttempts::close);
  }

  /// What each cannot hear now and why, `null` for one that hears.
  Map<String, Optional<String>> obstacles() {
    var obstacles = new TreeMap<String, Optional<String>>();
    sensors.forEach((name, sensor) -> obstacles.put(name, Optional.ofNullable(sensor.obstacle())));
    return obstacles;
  }

  private Sensor sensor(String name, SensorConfig.Sensor settings) {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
      throw new IllegalArgumentException(
          "ringfence.sensors." + name + ": a sensor's name is 1 to 40 of a-z, 0-9 and -");
    }
    var meters = new SensorMeters(registry, name);
    var sink = new KafkaAttempts(bootstrapServers, meters);
    sinks.add(sink);
    var bursts = new Bursts(name, settings.proof());
    try {
      return switch (settings.kind()) {
        case ASTERISK_AMI -> new AmiSensor(ami(name, settings), bursts, sink, meters);
        case ASTERISK_LOG -> tail(name, settings, new AsteriskLog(), bursts, sink, meters);
        case FREESWITCH_LOG ->
            tail(name, settings, new FreeSwitchLog(zone(settings)), bursts, sink, meters);
        case KAMAILIO_LOG ->
            tail(
                name,
                settings,
                new PatternLog(settings.pattern().orElse(PatternLog.KAMAILIO)),
                bursts,
                sink,
                meters);
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("ringfence.sensors." + name + ": " + e.getMessage(), e);
    }
  }

  private Sensor tail(
      String name,
      SensorConfig.Sensor settings,
      LineFormat format,
      Bursts bursts,
      AttemptSink sink,
      SensorMeters meters) {
    var file = required(settings.file(), "file").toAbsolutePath();
    String kept = name + "-" + Integer.toHexString(file.hashCode()) + ".json";
    var positions = new PositionFile(folder.resolve(kept));
    return new TailSensor(
        name, new Tail(file, format, bursts, sink, positions, meters), settings.poll(), meters);
  }

  private static AmiSensor.Settings ami(String name, SensorConfig.Sensor settings) {
    return new AmiSensor.Settings(
        name,
        settings.host(),
        settings.port(),
        required(settings.user(), "user"),
        required(settings.secret(), "secret"),
        settings.queue(),
        AMI_RETRY,
        AMI_RETRY_AT_MOST);
  }

  private static ZoneId zone(SensorConfig.Sensor settings) {
    try {
      return settings.zone().map(ZoneId::of).orElseGet(ZoneId::systemDefault);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("zone is none: " + e.getMessage(), e);
    }
  }

  private static <T> T required(Optional<T> value, String key) {
    return value.orElseThrow(() -> new IllegalArgumentException(key + " is missing"));
  }

  private void run(Sensor sensor) {
    try {
      sensor.begin();
      createTopics();
      sensor.run();
    } catch (InterruptedException e) {
      LOG.debug("a sensor was stopped");
    }
  }

  /// Waits for a Kafka that is away; the logs are still there afterwards.
  private void createTopics() throws InterruptedException {
    while (true) {
      @Nullable String problem = null;
      try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
        Topics.create(admin);
        return;
      } catch (KafkaException | ExecutionException e) {
        problem = e.getMessage();
      }
      LOG.warnf("Sensors wait for Kafka: %s", problem);
      Thread.sleep(RETRY);
    }
  }
}
