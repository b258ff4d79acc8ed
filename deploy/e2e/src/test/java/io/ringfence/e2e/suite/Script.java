package io.ringfence.e2e.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs `./ringfence` and other commands to their end, as a user would.
final class Script {

  static final Path HOME = home();
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /// What a command printed and how it ended.
  record Result(int status, String out, String err) {}

  private Script() {}

  private static Path home() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("ringfence"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  static Result ringfence(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(environment, withScript(arguments));
  }

  static List<String> withScript(String... arguments) {
    var command = new ArrayList<String>();
    command.add(HOME.resolve("ringfence").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  static Result run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("ringfence", ".out");
    Path err = Files.createTempFile("ringfence", ".err");
    try {
      var process = start(environment, command, out, err);
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end:\n" + Files.readString(err));
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  /// The build that runs this test has made everything.
  static Process start(Map<String, String> environment, List<String> command, Path out, Path err)
      throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(HOME.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("RINGFENCE_NO_BUILD", "true");
    builder.environment().put("RINGFENCE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  static boolean has(String program) throws IOException, InterruptedException {
    return run(Map.of(), List.of("sh", "-c", "command -v " + program)).status() == 0;
  }
}
