package io.ringfence.local.suite;

import java.io.IOException;
import java.time.Duration;

/// Processes of a supervisor that was killed: ended by their recorded identity, never by number
/// alone.
final class Leftovers {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Leftovers() {}

  /// Ends what the recorded suite left behind. Only for a folder whose supervisor is dead.
  static void end(DataFolder data) throws IOException, InterruptedException {
    var state = SuiteState.read(data);
    if (state.isEmpty()) {
      return;
    }
    for (var child : state.get().children()) {
      child.process().find().ifPresent(process -> kill(child.component(), process));
    }
    for (var child : state.get().children()) {
      if (!child.process().awaitEnd(LIMIT)) {
        throw new Failure(
            "process %d, %s of an earlier suite, does not end"
                .formatted(child.process().pid(), child.component().wireName()));
      }
    }
    SuiteState.delete(data);
  }

  /// PostgreSQL must end its own processes, or the next one meets their shared memory.
  private static void kill(Component component, ProcessHandle process) {
    if (component != Component.POSTGRESQL) {
      process.destroyForcibly();
      return;
    }
    try {
      new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
