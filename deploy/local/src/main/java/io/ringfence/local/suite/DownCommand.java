package io.ringfence.local.suite;

import java.io.IOException;
import java.time.Duration;

/// `down`: stops the suite of a data folder in order, and whatever a killed one left behind.
public final class DownCommand {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final DataFolder data;
  private final Terminal terminal;

  public DownCommand(DataFolder data, Terminal terminal) {
    this.data = data;
    this.terminal = terminal;
  }

  public void run() throws IOException, InterruptedException {
    var running = SuiteState.readRunning(data);
    if (running.isPresent()) {
      stop(running.get().supervisor());
      Leftovers.end(data);
      terminal.say("Ringfence is down.");
      return;
    }
    Leftovers.end(data);
    terminal.say("Nothing is running in " + data.root() + ".");
  }

  private static void stop(ProcessIdentity supervisor) throws InterruptedException {
    supervisor.find().ifPresent(ProcessHandle::destroy);
    if (!supervisor.awaitEnd(LIMIT)) {
      supervisor.find().ifPresent(ProcessHandle::destroyForcibly);
      supervisor.awaitEnd(LIMIT);
    }
  }
}
