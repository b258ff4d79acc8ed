package io.ringfence.firewall.disk;

import io.ringfence.firewall.enforcement.Keeper;
import io.ringfence.firewall.rules.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the latest snapshot on disk, from a thread of its own. One that could not be written yet
/// is replaced by the next.
public final class LastKnown implements Keeper, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LastKnown.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

  private final StateFile file;
  private final BlockingQueue<Snapshot> waiting = new ArrayBlockingQueue<>(1);
  private final Thread thread;

  /// @param maxBlocks a file with more of them is refused
  public LastKnown(Path path, int maxBlocks) {
    file = new StateFile(path, maxBlocks);
    thread = Thread.ofPlatform().daemon().name("last-known").start(this::run);
  }

  /// What was kept. A file that cannot be read is as good as none.
  public Optional<Snapshot> read() {
    try {
      return file.read();
    } catch (IOException e) {
      LOG.error("The last known state cannot be read; enforcing begins when Kafka answers", e);
      return Optional.empty();
    }
  }

  @Override
  public void keep(Snapshot snapshot) {
    while (!waiting.offer(snapshot)) {
      waiting.poll();
    }
  }

  /// What was kept last is written first.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        write(waiting.take());
      }
    } catch (InterruptedException e) {
      var last = waiting.poll();
      if (last != null) {
        write(last);
      }
    }
  }

  private void write(Snapshot snapshot) {
    try {
      file.write(snapshot);
    } catch (IOException | RuntimeException e) {
      LOG.error("The state was not kept on disk, what is in force stays: {}", e.getMessage());
    }
  }
}
