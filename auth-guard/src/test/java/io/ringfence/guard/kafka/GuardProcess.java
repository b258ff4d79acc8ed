package io.ringfence.guard.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.detect.Given;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/// The topology in a JVM of its own, to be killed. It ends with its standard input, or in
/// order when it is told to.
final class GuardProcess {

  /// Production's settings.
  record Config(
      Duration commitInterval,
      Duration tick,
      int threads,
      Duration sessionTimeout,
      int standbyReplicas,
      int recentStates,
      Duration gather,
      Duration linger)
      implements GuardConfig {
    Config() {
      this(
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          3,
          Duration.ofSeconds(6),
          1,
          4_000,
          Duration.ofMillis(5),
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

  private static final int STOP = 's';

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
              node,
              Integer.toString(partitions(bootstrapServers)))
          .redirectErrorStream(true)
          .redirectOutput(directory.resolve("run-" + run + ".log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops it in order.
  static void stop(Process guard) throws IOException, InterruptedException {
    try (var input = guard.getOutputStream()) {
      input.write(STOP);
    }
    guard.waitFor();
  }

  /// Of the topics, which must be there.
  private static int partitions(String bootstrapServers) {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin
          .describeTopics(List.of(Topics.FINDINGS))
          .allTopicNames()
          .get()
          .get(Topics.FINDINGS)
          .partitions()
          .size();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// How many attempts the group has committed.
  static long processed(Admin admin) throws InterruptedException, ExecutionException {
    return admin
        .listConsumerGroupOffsets(StreamsSettings.APPLICATION_ID)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(entry -> entry.getKey().topic().equals(Topics.ATTEMPTS))
        .mapToLong(entry -> entry.getValue().offset())
        .sum();
  }

  /// A failed login of this source, now.
  static AuthenticationAttempt failure(IpAddress source) {
    return Given.attempt(
        UUID.randomUUID(), Instant.now(), source, Service.SIP, Reason.BAD_CREDENTIALS, true, 1);
  }

  public static void main(String[] arguments) throws IOException {
    var topology =
        GuardTopology.of(
            new Policies(InstantSource.system()),
            new GuardMeters(new SimpleMeterRegistry()),
            new Config(),
            Integer.parseInt(arguments[3]));
    var settings = new StreamsSettings(new Config(), arguments[0], arguments[1], arguments[2]);
    var streams = new KafkaStreams(topology, settings.properties());
    streams.setUncaughtExceptionHandler(cause -> StreamThreadExceptionResponse.REPLACE_THREAD);
    streams.start();
    if (System.in.read() == STOP) {
      streams.close(StreamsSettings.leaving(Duration.ofSeconds(30)));
    }
    Runtime.getRuntime().halt(0);
  }
}
