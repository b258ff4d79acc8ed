package io.ringfence.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// Deletes a folder with all that is in it.
final class Folders {

  private Folders() {}

  static void delete(Path folder) throws IOException {
    try (var contents = Files.walk(folder)) {
      for (Path path : contents.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
