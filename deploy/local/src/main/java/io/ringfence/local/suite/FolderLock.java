package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;

/// One suite per data folder. The lock ends with the process that took it.
final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws Failure when another process has it
  static FolderLock take(DataFolder data) throws IOException {
    data.create();
    var channel =
        FileChannel.open(
            data.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new Failure(
          "the data folder "
              + data.root()
              + " is in use"
              + SuiteState.readRunning(data)
                  .map(state -> " by process " + state.supervisor().pid())
                  .orElse(" by another process")
              + "; stop that one with ./ringfence down, or choose another with --data");
    }
    return new FolderLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
