package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Runs the tools that attackers use: Debian's package `sipvicious`.
final class Sipvicious {

  static final String MISSING = "sipvicious is not installed: attackers' tools not played";

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Path folder;
  private final int port;

  Sipvicious(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  static boolean isInstalled() throws InterruptedException {
    try {
      var process = new ProcessBuilder("svmap", "--version").redirectErrorStream(true).start();
      process.getInputStream().close();
      return process.waitFor(20, TimeUnit.SECONDS);
    } catch (IOException e) {
      return false;
    }
  }

  /// Where the tools attack from: svwar and svcrack do not do as `-b` says.
  static final String SOURCE = "127.0.0.1";

  /// What the tool will have said of the edge: the tools wait most of the time, so several may at
  /// once.
  Future<String> start(String tool, String... options) {
    var said = new FutureTask<>(() -> run(tool, options));
    Thread.ofVirtual().start(said);
    return said;
  }

  /// What the tool says of the edge.
  String run(String tool, String... options) throws Exception {
    Path log = Files.createTempFile(folder, tool, ".log");
    var command = new ArrayList<>(List.of(tool, "-p", Integer.toString(port)));
    command.addAll(List.of(options));
    command.add(SOURCE);
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .directory(folder.toFile())
            .start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(PATIENCE)).as("%s ends", command).isTrue();
      return Files.readString(log);
    } finally {
      process.destroyForcibly();
    }
  }
}
