package io.ringfence.guard.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/// The topology in a JVM of its own, to be killed. It ends with its standard input.
final class GuardProcess {

  /// Production's settings.
  record Config(
      Duration commitInterval,
      Duration tick,
      int threads,
      Duration sessionTimeout,
      int standbyReplicas,
      int recentStates,
      Duration linger)
      implements GuardConfig {
    Config() {
      this(
          Duration.ofMillis(200),
          Duration.ofMillis(100),
          1,
          Duration.ofSeconds(6),
          1,
          4_000,
          Duration.ofMillis(1));
    }

    @Override
    public int tollCalls() {
      return 1_000;
    }

    @Override
    public Duration callsLostAfter() {
      return Duration.ofMinutes(5);
    }
  }

  private GuardProcess() {}

  /// @param node its name in the group
  static Process start(String bootstrapServers, Path directory, String node, int run) {
    String classPath =
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(System.getProperty("java.class.path"))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx256m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
              "-Dlogging.initial-configurator.min-level=800",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              classPath,
              GuardProcess.class.getName(),
              bootstrapServers,
              directory.toString(),
              node)
          .redirectErrorStream(true)
          .redirectOutput(directory.resolve("run-" + run + ".log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) throws IOException {
    var topology =
        GuardTopology.of(
            new Policies(InstantSource.system()),
            new GuardMeters(new SimpleMeterRegistry()),
            new Config());
    var settings = new StreamsSettings(new Config(), arguments[0], arguments[1], arguments[2]);
    var streams = new KafkaStreams(topology, settings.properties());
    streams.setUncaughtExceptionHandler(cause -> StreamThreadExceptionResponse.REPLACE_THREAD);
    streams.start();
    while (System.in.read() >= 0) {
      // only its end matters
    }
    Runtime.getRuntime().halt(0);
  }
}
