package io.ringfence.local.suite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A process's log: bounded, with one older part kept beside it.
record LogFile(Path path) {

  private static final long MAX_BYTES = 20L << 20;
  private static final int TAIL_BYTES = 65_536;

  /// Keeps the log under its bound. The writer appends, so it goes on at the new beginning.
  void bound() throws IOException {
    if (Files.exists(path) && Files.size(path) > MAX_BYTES) {
      Files.copy(
          path,
          path.resolveSibling(path.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      try (var log = FileChannel.open(path, StandardOpenOption.WRITE)) {
        log.truncate(0);
      }
    }
  }

  /// How long it is now: where the lines of a process that starts now begin.
  long end() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return 0;
    }
  }

  /// At most `count` of the last lines after `from`; the frames of stack traces are left out.
  List<String> last(int count, long from) {
    try (var log = new RandomAccessFile(path.toFile(), "r")) {
      log.seek(Math.max(Math.min(from, log.length()), log.length() - TAIL_BYTES));
      byte[] tail = new byte[(int) (log.length() - log.getFilePointer())];
      log.readFully(tail);
      List<String> lines =
          new String(tail, StandardCharsets.UTF_8).lines().filter(LogFile::saysSomething).toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean saysSomething(String line) {
    return !line.isBlank() && !line.matches("\\s+(at .*|\\.\\.\\. \\d+ more)");
  }
}
