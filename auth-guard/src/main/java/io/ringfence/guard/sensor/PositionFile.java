package io.ringfence.guard.sensor;

import io.ringfence.contracts.bus.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps a [Position] so that it is there whole, or as it was before.
final class PositionFile {

  private static final Logger LOG = Logger.getLogger(PositionFile.class);

  private final Path path;

  PositionFile(Path path) {
    this.path = path;
  }

  /// `null` when there is none, or none that can be read.
  @Nullable Position read() throws IOException {
    if (!Files.exists(path)) {
      return null;
    }
    try {
      return Json.read(Files.readAllBytes(path), Position.class);
    } catch (IllegalArgumentException e) {
      LOG.warnf("%s is passed over, the log is read from its end: %s", path, e.getMessage());
      return null;
    }
  }

  void write(Position position) throws IOException {
    Files.createDirectories(path.getParent());
    var next = path.resolveSibling(path.getFileName() + ".next");
    Files.write(next, Json.write(position));
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
