package io.ringfence.guard.sensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A log file that is open: it stays the same one however it is renamed.
record OpenLog(FileChannel channel, String identity) implements AutoCloseable {

  private static final int CHECKED = 256;

  /// `null` when there is no such file.
  static @Nullable OpenLog open(Path path) throws IOException {
    try {
      String before = identity(path);
      var channel = FileChannel.open(path, StandardOpenOption.READ);
      // It may be renamed meanwhile: what is named must be what was opened.
      if (before == null || !before.equals(identity(path))) {
        channel.close();
        return null;
      }
      return new OpenLog(channel, before);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /// Device and inode, or `null` when there is no file.
  static @Nullable String identity(Path path) throws IOException {
    try {
      return String.valueOf(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  /// A check sum of the bytes right before an offset: whether it is still the file that it was.
  long checkBefore(long offset) throws IOException {
    var bytes = ByteBuffer.allocate((int) Math.min(CHECKED, offset));
    long from = offset - bytes.capacity();
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // until it is full or the file is at its end
    }
    var sum = new CRC32C();
    sum.update(bytes.flip());
    return sum.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
