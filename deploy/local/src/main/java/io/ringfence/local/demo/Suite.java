package io.ringfence.local.demo;

import io.ringfence.local.suite.DownCommand;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.RunningSuite;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import io.ringfence.local.suite.UpCommand;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicBoolean;

/// The suite that is played with: the running one, or one that is started and stopped again.
public final class Suite implements AutoCloseable {

  private final Settings settings;
  private final Terminal terminal;
  private final RunningSuite running;
  private final AtomicBoolean isOurs;

  private Suite(Settings settings, Terminal terminal, RunningSuite running, boolean isOurs) {
    this.settings = settings;
    this.terminal = terminal;
    this.running = running;
    this.isOurs = new AtomicBoolean(isOurs);
  }

  /// The running one; where none runs, one that [#close] stops again, or the end of this process.
  public static Suite open(Settings settings, Terminal terminal)
      throws IOException, InterruptedException {
    var running = RunningSuite.of(settings.data());
    if (running.isPresent()) {
      return new Suite(settings, terminal, running.get(), false);
    }
    terminal.note("nothing is running yet, starting a suite");
    new UpCommand(settings, terminal).detached();
    var started =
        RunningSuite.of(settings.data())
            .orElseThrow(() -> new Failure("the suite that was started is gone"));
    var suite = new Suite(settings, terminal, started, true);
    Runtime.getRuntime().addShutdownHook(new Thread(suite::interrupted, "stop"));
    return suite;
  }

  public RunningSuite running() {
    return running;
  }

  private void interrupted() {
    try {
      close();
    } catch (IOException e) {
      terminal.note("the suite in " + settings.data().root() + " may still run: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    if (isOurs.getAndSet(false)) {
      try {
        new DownCommand(settings.data(), terminal).run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while stopping the suite");
      }
    }
  }
}
