package io.ringfence.local.suite;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A process that was once started: the number alone could have been given to another since.
///
/// @param startedAt epoch milliseconds, 0 when unknown
record ProcessIdentity(long pid, long startedAt) {

  /// The kernel's boot time, to which starts are relative, is known to the second only.
  private static final long TOLERANCE_MILLIS = 2_000;

  private static final int POLL_MILLIS = 20;

  static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(
        process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  /// The process, if it still lives and is the same one.
  Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(this::isSame)
        .filter(process -> !isZombie());
  }

  /// Waits until it has ended.
  ///
  /// @return whether it has
  boolean awaitEnd(Duration limit) throws InterruptedException {
    Instant end = Instant.now().plus(limit);
    while (find().isPresent()) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  private boolean isSame(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .map(start -> Math.abs(start.toEpochMilli() - startedAt) <= TOLERANCE_MILLIS)
        .orElse(false);
  }

  /// Dead, but not yet fetched by a parent that may never do so: a container's first process, say.
  private boolean isZombie() {
    String stat = DataFolder.text(Path.of("/proc", Long.toString(pid), "stat")).orElse("");
    return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
  }
}
