package io.ringfence.local.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// A PostgreSQL data folder with one database and one user, both called `ringfence`. Nobody can log
/// in as its superuser.
public final class PostgresCluster {

  private static final String ACCESS =
      """
      host ringfence ringfence 127.0.0.1/32 scram-sha-256
      """;

  private final Path home;
  private final Path folder;

  public PostgresCluster(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /// Unpacks the programs ahead of the first start, as part of the build.
  public static void unpack(Path home) throws IOException {
    PostgresBinaries.unpacked(home);
  }

  /// Makes the data folder if it is not there. A broken attempt leaves none.
  public void prepare(String password, Path log) throws IOException, InterruptedException {
    if (Files.exists(folder.resolve("PG_VERSION"))) {
      return;
    }
    Path next = folder.resolveSibling(folder.getFileName() + ".new");
    Folders.delete(next);
    run(
        log,
        "",
        program("initdb"),
        "--pgdata=" + next,
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        "--no-instructions");
    run(
        log,
        "CREATE ROLE ringfence LOGIN PASSWORD '%s'\nCREATE DATABASE ringfence OWNER ringfence\n"
            .formatted(password),
        program("postgres"),
        "--single",
        "-D",
        next.toString(),
        "postgres");
    Files.writeString(next.resolve("pg_hba.conf"), ACCESS);
    Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The server's command line. The kernel interrupts it when the thread that starts it dies.
  public List<String> command(int port) throws IOException {
    var command = new ArrayList<>(asNobody());
    if (isTool("setpriv")) {
      command.addAll(List.of("setpriv", "--pdeathsig", "INT", "--"));
    }
    command.addAll(
        List.of(program("postgres"), "-D", folder.toString(), "-p", Integer.toString(port)));
    for (var setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=80",
            "shared_buffers=64MB",
            "max_wal_size=256MB",
            "wal_level=minimal",
            "max_wal_senders=0",
            "io_method=sync",
            "jit=off")) {
      command.add("-c");
      command.add(setting);
    }
    return command;
  }

  private String program(String name) throws IOException {
    return PostgresBinaries.unpacked(home).resolve("bin").resolve(name).toString();
  }

  /// PostgreSQL refuses to run as root. In a user namespace without a mapping it is nobody, and its
  /// files stay root's.
  private static List<String> asNobody() {
    return System.getProperty("user.name").equals("root")
        ? List.of("unshare", "--user")
        : List.of();
  }

  private static boolean isTool(String name) {
    return Files.isExecutable(Path.of("/usr/bin", name));
  }

  private static void run(Path log, String input, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(asNobody());
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    if (process.waitFor() != 0) {
      throw new IOException(failure(arguments[0], process.exitValue(), log));
    }
  }

  private static String failure(String program, int status, Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return "%s ended with status %d:\n  %s"
        .formatted(
            program,
            status,
            String.join("\n  ", lines.subList(Math.max(0, lines.size() - 8), lines.size())));
  }
}
