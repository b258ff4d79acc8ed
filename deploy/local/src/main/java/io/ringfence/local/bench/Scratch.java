package io.ringfence.local.bench;

import io.ringfence.local.server.Folders;
import io.ringfence.local.suite.DataFolder;
import io.ringfence.local.suite.DownCommand;
import io.ringfence.local.suite.RunningSuite;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder in `target/bench` for what one run leaves: the topics of a broker are gigabytes. One
/// that went well deletes it. What an earlier one left, with logs to be read, stays until the next
/// run, which also ends a suite that still runs there.
public final class Scratch {

  private static final String SEPARATOR = "-";

  private final Path folder;

  private Scratch(Path folder) {
    this.folder = folder;
  }

  /// @param home the project's folder
  /// @param name of the run
  public static Scratch make(Path home, String name, Terminal terminal)
      throws IOException, InterruptedException {
    Path all = Files.createDirectories(home.resolve("target/bench"));
    try (var earlier = Files.newDirectoryStream(all, Scratch::isLeftOver)) {
      for (Path each : earlier) {
        endSuites(each, terminal);
        Folders.delete(each);
      }
    }
    long process = ProcessHandle.current().pid();
    return new Scratch(Files.createDirectories(all.resolve(name + SEPARATOR + process)));
  }

  /// Whether the process that it is named after has ended.
  private static boolean isLeftOver(Path entry) {
    String name = entry.getFileName().toString();
    String process = name.substring(name.lastIndexOf(SEPARATOR) + 1);
    return Files.isDirectory(entry)
        && process.matches("\\d{1,18}")
        && ProcessHandle.of(Long.parseLong(process)).isEmpty();
  }

  private static void endSuites(Path scratch, Terminal terminal)
      throws IOException, InterruptedException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(scratch, Files::isDirectory)) {
      for (Path entry : entries) {
        var data = new DataFolder(entry);
        if (RunningSuite.of(data).isPresent()) {
          terminal.note("ending the suite of an earlier run in " + entry);
          new DownCommand(data, terminal).run();
        }
      }
    }
  }

  /// Another for each run.
  public Path folder() {
    return folder;
  }

  /// Nothing in it is needed any more.
  public void delete() throws IOException {
    Folders.delete(folder);
  }
}
