package io.ringfence.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Runs another program to its end.
final class Command {

  private Command() {}

  /// @return what it wrote
  /// @throws IOException when it fails, with its last line
  static String run(String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            command[0] + " failed: " + output.lines().reduce((first, last) -> last).orElse(""));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException(command[0] + " was interrupted", e);
    }
    return output;
  }
}
