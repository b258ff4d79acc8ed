package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// Looks for inputs that break something, by command only: its name is not one of a test's. See
/// `./ringfence fuzz`. Each target runs in a JVM of its own, instrumented by Jazzer; what it has
/// learnt stays under `target/fuzz`, so that a later run goes on from there.
class Fuzzing {

  private static final Path LEARNT = Path.of("target/fuzz");

  /// `all`, or one target.
  private final String which = System.getProperty("fuzz.target", "all");

  private final Duration time = Duration.parse(System.getProperty("fuzz.for", "PT1M"));

  @Test
  void run() throws IOException, InterruptedException {
    var targets =
        Arrays.stream(FuzzTarget.values())
            .filter(target -> which.equals("all") || which.equals(target.label()))
            .toList();
    assertThat(targets).as("targets called %s", which).isNotEmpty();

    var softly = new SoftAssertions();
    for (var target : targets) {
      softly
          .assertThat(status(target))
          .as(
              "status of %s; the input is in %s: mend it, and keep the input in %s",
              target.label(), learnt(target).toAbsolutePath(), target.corpus())
          .isZero();
    }
    softly.assertAll();
  }

  private static Path learnt(FuzzTarget target) {
    return LEARNT.resolve(target.label());
  }

  private int status(FuzzTarget target) throws IOException, InterruptedException {
    Path folder = learnt(target);
    Files.createDirectories(folder.resolve("corpus"));
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target.type().getName(),
            "--instrumentation_includes=io.ringfence.edge.**",
            "--reproducer_path=" + folder,
            "-max_total_time=" + time.toSeconds(),
            "-max_len=20000",
            "-timeout=25",
            "-rss_limit_mb=4096",
            "-print_final_stats=1",
            "-artifact_prefix=" + folder + "/",
            folder.resolve("corpus").toString(),
            target.corpus().toString());
    var fuzzer = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var said = fuzzer.inputReader()) {
      said.lines().forEach(System.out::println);
    }
    return fuzzer.waitFor();
  }
}
