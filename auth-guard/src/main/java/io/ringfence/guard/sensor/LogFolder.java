package io.ringfence.guard.sensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a log's former files are.
final class LogFolder {

  private static final int MAX = 1_000;

  /// As rotation names them: `security.1`, `security-20261122`.
  private static final Pattern ROTATED = Pattern.compile("[.-][0-9][0-9T.:-]{0,30}");

  private record Candidate(Path path, FileTime modified) {}

  private LogFolder() {}

  /// The file of this identity: the log, or a former one. `null` when it is gone.
  static @Nullable Path find(Path log, String identity) throws IOException {
    for (Path candidate : files(log)) {
      if (identity.equals(OpenLog.identity(candidate))) {
        return candidate;
      }
    }
    return null;
  }

  /// The file to read after this one: of those written later, the one that was finished first; the
  /// log when this one is gone.
  static Path after(Path log, String identity) throws IOException {
    var done = find(log, identity);
    var end = done == null ? null : modified(done);
    if (end == null) {
      return log;
    }
    Candidate next = null;
    for (Path path : files(log)) {
      var modified = path.equals(log) || path.equals(done) ? null : modified(path);
      if (modified == null || modified.compareTo(end) < 0) {
        continue;
      }
      if (next == null || modified.compareTo(next.modified()) < 0) {
        next = new Candidate(path, modified);
      }
    }
    return next == null ? log : next.path();
  }

  private static @Nullable FileTime modified(Path path) throws IOException {
    try {
      return Files.getLastModifiedTime(path);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static List<Path> files(Path log) throws IOException {
    var found = new ArrayList<Path>();
    found.add(log);
    var folder = log.toAbsolutePath().getParent();
    if (folder != null && Files.isDirectory(folder)) {
      String name = log.getFileName().toString();
      try (var files = Files.list(folder)) {
        files.filter(file -> isRotated(file, name)).limit(MAX).forEach(found::add);
      }
    }
    return found;
  }

  private static boolean isRotated(Path file, String name) {
    String other = file.getFileName().toString();
    return other.startsWith(name) && ROTATED.matcher(other.substring(name.length())).matches();
  }
}
