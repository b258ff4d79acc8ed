package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An auth-guard and a Kafka of its own, in a folder of their own, so that it can be measured as it
/// is in production: with the flags of the container image and on one processor, where the system
/// can hold it there. PostgreSQL is a suite's, and only when it is asked for.
public final class GuardAlone implements AutoCloseable {

  /// As in the container image, with a fixed heap instead of a share of the container's memory, and
  /// without the native access that the jar allows itself.
  private static final List<String> FLAGS =
      List.of(
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-XX:NewRatio=1",
          "-XX:+ExitOnOutOfMemoryError",
          "--sun-misc-unsafe-memory-access=allow");

  private static final String NODE = "bench";

  /// Before any were left to the guard.
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Settings suite;
  private final Settings settings;
  private final Measured kafka;
  private Optional<Measured> guard = Optional.empty();
  private Optional<Measured> second = Optional.empty();

  private GuardAlone(Settings suite, Settings settings, Measured kafka) {
    this.suite = suite;
    this.settings = settings;
    this.kafka = kafka;
  }

  /// Starts Kafka, and no guard yet.
  ///
  /// @param suite the settings of the suite whose PostgreSQL it is to use; none need run before
  public static GuardAlone start(Settings suite, Path folder)
      throws IOException, InterruptedException {
    var settings = suite.apart(folder);
    suite.data().create();
    settings.data().create();
    var command = new ArrayList<String>();
    if (isOnOneProcessor()) {
      command.addAll(List.of("taskset", "-c", others()));
    }
    command.addAll(new Services(settings).broker());
    var made =
        new GuardAlone(suite, settings, Measured.start(settings, "kafka", command, Map.of()));
    made.kafka.awaitReady(Component.KAFKA, settings.port(Listener.KAFKA));
    return made;
  }

  public String kafkaBootstrap() {
    return "127.0.0.1:" + settings.port(Listener.KAFKA);
  }

  /// Where the guard keeps its state.
  public Path state() {
    return settings.data().root().resolve("auth-guard");
  }

  public Path kafkaLogs() {
    return settings.data().kafka().resolve("logs");
  }

  /// Starts the guard and returns at once.
  ///
  /// @param withHistory whether it has PostgreSQL
  public void startGuard(boolean withHistory) throws IOException {
    guard = Optional.of(start(NODE, "0", withHistory, Map.of()));
  }

  /// Starts two instances of it, each on a processor of its own, and returns at once. They may be
  /// held for half a minute.
  public void startTwo() throws IOException {
    var patience = Map.of("RINGFENCE_GUARD_SESSION_TIMEOUT", "PT30S");
    guard = Optional.of(start(NODE, "0", false, patience));
    var own = new HashMap<>(patience);
    own.put(
        "RINGFENCE_DATA_DIR",
        Files.createDirectories(settings.data().root().resolve("second")).toString());
    own.put(
        Listener.management(Component.AUTH_GUARD).variable(),
        Integer.toString(settings.port(Listener.management(Component.NOTIFIER))));
    second = Optional.of(start(NODE + "-2", others(), false, own));
  }

  private Measured start(
      String node, String processors, boolean withHistory, Map<String, String> own)
      throws IOException {
    var command = new ArrayList<String>();
    if (isOnOneProcessor()) {
      command.addAll(List.of("taskset", "-c", processors));
    }
    command.add(Services.java());
    command.addAll(FLAGS);
    command.addAll(
        Services.archive(
            Path.of(own.getOrDefault("RINGFENCE_DATA_DIR", settings.data().root().toString()))));
    command.addAll(extraFlags());
    command.addAll(List.of("-jar", Services.jar(settings.home(), Component.AUTH_GUARD).toString()));
    var environment =
        new HashMap<>(
            new Services(settings).environment(Component.AUTH_GUARD, Secrets.of(suite.data())));
    environment.put(
        Listener.POSTGRES.variable(),
        Integer.toString(
            withHistory ? suite.port(Listener.POSTGRES) : settings.port(Listener.POSTGRES)));
    environment.put("RINGFENCE_NODE", node);
    environment.putAll(own);
    return Measured.start(settings, "auth-guard-" + node, command, environment);
  }

  /// For a profiler, from `RINGFENCE_BENCH_JAVA_FLAGS`.
  private List<String> extraFlags() {
    String flags = settings.environment().getOrDefault("RINGFENCE_BENCH_JAVA_FLAGS", "").strip();
    return flags.isEmpty() ? List.of() : List.of(flags.split("\\s+"));
  }

  /// Whether the guard has a processor for itself, and broker and generator have the others.
  public static boolean isOnOneProcessor() {
    return Files.isExecutable(Path.of("/usr/bin/taskset")) && PROCESSORS > 1;
  }

  /// Of the machine.
  public static int processors() {
    return PROCESSORS;
  }

  /// All processors but the guard's.
  private static String others() {
    return "1-" + (PROCESSORS - 1);
  }

  /// Leaves the guard's processor to it.
  public static void leaveItsProcessor() throws IOException, InterruptedException {
    runOn(others());
  }

  /// What is started from now on may use it too.
  public static void shareItsProcessor() throws IOException, InterruptedException {
    runOn("0-" + (PROCESSORS - 1));
  }

  private static void runOn(String processors) throws IOException, InterruptedException {
    if (isOnOneProcessor()) {
      String self = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("taskset", "-a", "-c", "-p", processors, self).start().waitFor();
    }
  }

  public long pid() {
    return guard.orElseThrow().pid();
  }

  public long secondPid() {
    return second.orElseThrow().pid();
  }

  public int managementPort() {
    return settings.port(Listener.management(Component.AUTH_GUARD));
  }

  /// `kill -9`
  public void killGuard() throws InterruptedException {
    guard.orElseThrow().kill();
  }

  /// Lets it end in order.
  public void stopGuard() {
    guard.ifPresent(Measured::close);
  }

  public void stopSecond() {
    second.ifPresent(Measured::close);
  }

  @Override
  public void close() {
    stopSecond();
    stopGuard();
    kafka.close();
  }
}
