package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process that is measured, or that such a one needs. It cannot outlive this one.
final class Measured implements AutoCloseable {

  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final int POLL_MILLIS = 50;

  private final Process process;
  private final Path log;

  private Measured(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// @param name of its log
  static Measured start(
      Settings settings, String name, List<String> command, Map<String, String> environment)
      throws IOException {
    var tethered = new ArrayList<>(Child.tether());
    tethered.addAll(command);
    var log = settings.data().log("bench-" + name);
    var builder =
        new ProcessBuilder(tethered)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(environment);
    return new Measured(builder.start(), log);
  }

  /// @throws Failure when it has ended, or takes too long; it is stopped then
  void awaitReady(Component component, int port) throws InterruptedException {
    long end = System.nanoTime() + READY_LIMIT.toNanos();
    for (var reason = Probe.notReady(component, port);
        reason.isPresent();
        reason = Probe.notReady(component, port)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new Failure(component.wireName() + " is not ready: " + reason.get() + "; see " + log);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  long pid() {
    return process.pid();
  }

  /// `kill -9`
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Lets it end in order.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
