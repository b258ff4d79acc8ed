package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Finds the process that listens on a port, from `/proc` (Linux).
final class PortHolder {

  private static final String LISTEN = "0A";
  private static final int MAX_COMMAND = 80;

  private final Path proc;

  PortHolder(Path proc) {
    this.proc = proc;
  }

  /// Like `process 4711 (asterisk -f)`; empty when it cannot be seen.
  Optional<String> find(String protocol, int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of(protocol, protocol + "6")) {
      for (String line : lines(proc.resolve("net").resolve(table))) {
        inode(line, protocol, port).ifPresent(inode -> sockets.add("socket:[" + inode + "]"));
      }
    }
    if (sockets.isEmpty()) {
      return Optional.empty();
    }
    try (Stream<Path> processes = Files.list(proc)) {
      return processes
          .filter(process -> process.getFileName().toString().chars().allMatch(Character::isDigit))
          .filter(process -> holds(process, sockets))
          .findFirst()
          .map(process -> "process " + process.getFileName() + " (" + command(process) + ")");
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// A line reads `sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode …`.
  private static Optional<String> inode(String line, String protocol, int port) {
    String[] columns = line.strip().split("\\s+", -1);
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    boolean matches =
        columns.length > 9
            && columns[1].endsWith(suffix)
            && (protocol.equals("udp") || columns[3].equals(LISTEN));
    return matches ? Optional.of(columns[9]) : Optional.empty();
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
    } catch (IOException e) {
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String command(Path process) {
    String command =
        DataFolder.text(process.resolve("cmdline"))
            .orElse("")
            .replace('\0', ' ')
            .replaceAll("\\p{Cntrl}", "?")
            .strip();
    return command.length() > MAX_COMMAND ? command.substring(0, MAX_COMMAND) + "…" : command;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
