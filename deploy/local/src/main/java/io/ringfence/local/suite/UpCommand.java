package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `up`: a new suite in the foreground or detached, or the table of the one that runs.
public final class UpCommand {

  private static final int POLL_MILLIS = 50;

  private final Settings settings;
  private final Terminal terminal;

  public UpCommand(Settings settings, Terminal terminal) {
    this.settings = settings;
    this.terminal = terminal;
  }

  /// Returns when the suite was stopped; for one that ran already, when it is ready.
  public void foreground() throws InterruptedException {
    if (joinRunning()) {
      return;
    }
    supervise(this::print);
  }

  /// Returns when the suite is ready, and leaves it running.
  public void detached() throws InterruptedException, IOException {
    if (joinRunning()) {
      return;
    }
    settings.data().create();
    SuiteState.read(settings.data())
        .filter(state -> state.phase() == SuiteState.Phase.FAILED)
        .ifPresent(state -> forgetFailure());
    var supervisor = startSupervisor();
    var interrupted = new Thread(() -> end(supervisor), "stop");
    Runtime.getRuntime().addShutdownHook(interrupted);
    awaitReady(ProcessIdentity.of(supervisor.toHandle()));
    Runtime.getRuntime().removeShutdownHook(interrupted);
  }

  /// The process behind `--detach`.
  public void supervise() throws InterruptedException {
    supervise(state -> {});
  }

  private void supervise(java.util.function.Consumer<SuiteState> onReady)
      throws InterruptedException {
    var supervisor = new Supervisor(settings, onReady);
    Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "stop"));
    supervisor.run();
  }

  private boolean joinRunning() throws InterruptedException {
    var running = SuiteState.readRunning(settings.data());
    if (running.isEmpty()) {
      return false;
    }
    refuseOtherChoices(running.get());
    terminal.note("a suite runs already in " + settings.data().root());
    awaitReady(running.get().supervisor());
    return true;
  }

  private void refuseOtherChoices(SuiteState running) {
    if (running.enforce() != settings.enforce() || !running.bind().equals(settings.bind())) {
      throw new Failure(
          "a suite runs already in %s, bound to %s, firewall %s: stop it with ./ringfence down first"
              .formatted(
                  settings.data().root(),
                  running.bind(),
                  running.enforce() ? "enforcing" : "dry-run"));
    }
  }

  private void awaitReady(ProcessIdentity supervisor) throws InterruptedException {
    while (true) {
      boolean alive = supervisor.find().isPresent();
      var state =
          SuiteState.read(settings.data())
              .filter(read -> read.supervisor().pid() == supervisor.pid());
      var phase = state.map(SuiteState::phase).orElse(SuiteState.Phase.STARTING);
      if (phase == SuiteState.Phase.READY) {
        print(state.orElseThrow());
        return;
      }
      if (!alive) {
        throw new Failure(
            state
                .map(SuiteState::failure)
                .orElseGet(() -> lastWords("the suite was stopped before it was ready")));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private String lastWords(String otherwise) {
    var lines = new LogFile(settings.data().log("supervisor")).last(12, supervisorLogStart);
    return lines.isEmpty() ? otherwise : String.join("\n", lines).replaceFirst("^ringfence: ", "");
  }

  private long supervisorLogStart;

  private Process startSupervisor() throws IOException {
    var log = new LogFile(settings.data().log("supervisor"));
    log.bound();
    supervisorLogStart = log.end();
    var command = new ArrayList<String>();
    if (java.nio.file.Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("setsid");
    }
    command.addAll(
        List.of(
            Services.java(),
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dringfence.home=" + settings.home(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.ringfence.local.Launcher",
            "supervise",
            "--data",
            settings.data().root().toString(),
            "--bind",
            settings.bind()));
    if (settings.enforce()) {
      command.add("--enforce");
    }
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    settings
        .ports()
        .forEach(
            (listener, port) -> builder.environment().put(listener.variable(), port.toString()));
    return builder.start();
  }

  private static void end(Process supervisor) {
    supervisor.destroy();
    try {
      if (!supervisor.waitFor(60, TimeUnit.SECONDS)) {
        supervisor.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forgetFailure() {
    try {
      SuiteState.delete(settings.data());
    } catch (IOException e) {
      throw Failures.of(e, settings.data());
    }
  }

  private void print(SuiteState state) {
    new SuiteTable(state, settings.data()).lines().forEach(terminal::say);
  }
}
