package io.ringfence.firewall.nft;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A server of Debian's, or sip-edge, run as a child process in a network namespace on a
/// configuration of its own.
final class Daemon implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /// Where the build has put it, when it came that far before these tests.
  private static final Path SIP_EDGE =
      Path.of("..", "sip-edge", "target", "quarkus-app", "quarkus-run.jar");

  private final Process process;

  private Daemon(Process process) {
    this.process = process;
  }

  /// Net-SNMP's agent on udp 161. It keeps what it has to keep in the folder.
  ///
  /// @return empty, and said so, where it is not installed
  static Optional<Daemon> snmpd(Namespace namespace, Path folder) throws IOException {
    var program = program("snmpd", "snmpd");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    var configuration = folder.resolve("snmpd.conf");
    Files.writeString(
        configuration,
        """
        agentaddress udp:161,udp6:161
        rocommunity public
        rocommunity6 public
        """);
    // It answers without the files of the MIBs.
    var environment = Map.of("MIBS", "", "SNMP_PERSISTENT_DIR", folder.resolve("snmp").toString());
    return Optional.of(
        start(
            namespace,
            folder,
            environment,
            "udp",
            161,
            List.of(program.get().toString(), "-f", "-Lo", "-C", "-c", configuration.toString())));
  }

  /// The TFTP server on udp 69, with one file for phones.
  ///
  /// @return empty, and said so, where it is not installed
  static Optional<Daemon> tftpd(Namespace namespace, Path folder) throws IOException {
    var program = program("in.tftpd", "tftpd-hpa");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    var files = Files.createDirectory(folder.resolve("tftp"));
    var phone = Files.writeString(files.resolve("phone.cfg"), "config");
    // It drops root's rights.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(phone, PosixFilePermissions.fromString("rw-r--r--"));
    // The clients acknowledge nothing: what it sends a second time would be taken for an answer.
    String never = "60000000";
    return Optional.of(
        start(
            namespace,
            folder,
            Map.of(),
            "udp",
            69,
            List.of(
                program.get().toString(), "-L", "-a", ":69", "-T", never, "-s", files.toString())));
  }

  /// The real sip-edge on udp and tcp 5060. It waits for Kafka and PostgreSQL, which are not there,
  /// and meanwhile refuses what it is asked.
  ///
  /// @return empty, and said so, where it is not built
  static Optional<Daemon> sipEdge(Namespace namespace, Path folder, String... addresses)
      throws IOException {
    if (!Files.exists(SIP_EDGE)) {
      System.err.printf(
          "%s is not built: a server of the test's own stands in for it%n", SIP_EDGE.normalize());
      return Optional.empty();
    }
    return Optional.of(
        start(
            namespace,
            folder,
            Map.of(
                "RINGFENCE_BIND",
                String.join(",", addresses),
                "RINGFENCE_DATA_DIR",
                folder.toString(),
                "RINGFENCE_NODE",
                "node",
                "RINGFENCE_POSTGRES_PASSWORD",
                "none",
                "RINGFENCE_SECRET_KEY",
                "A".repeat(43) + "=",
                "RINGFENCE_SIP_WS_ENABLED",
                "false"),
            "tcp",
            5060,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                SIP_EDGE.toAbsolutePath().normalize().toString())));
  }

  /// @param last of its protocols on the port, the one that it begins to listen to last
  private static Daemon start(
      Namespace namespace,
      Path folder,
      Map<String, String> environment,
      String last,
      int port,
      List<String> command)
      throws IOException {
    var builder = new ProcessBuilder(namespace.inside(command)).redirectErrorStream(true);
    var log = folder.resolve("port-" + port + ".log").toFile();
    builder.redirectOutput(log).environment().putAll(environment);
    var daemon = new Daemon(builder.start());
    await("a server on port " + port + ", see " + log)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !daemon.process.isAlive() || namespace.call(() -> listens(last, port)));
    if (!daemon.process.isAlive()) {
      throw new IllegalStateException(command + ": " + Files.readString(log.toPath()));
    }
    return daemon;
  }

  /// In the namespace of the calling thread, over IPv4 and IPv6.
  private static boolean listens(String protocol, int port) throws IOException {
    String local = String.format(Locale.ROOT, ":%04X ", port);
    var sockets = Path.of("/proc/thread-self/net");
    return Files.readString(sockets.resolve(protocol)).contains(local)
        && Files.readString(sockets.resolve(protocol + "6")).contains(local);
  }

  private static Optional<Path> program(String name, String debianPackage) {
    var folders = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
    var found =
        Stream.of(folders.split(File.pathSeparator, -1))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty()) {
      System.err.printf(
          "%s (Debian: %s) is not installed: a server of the test's own stands in for it%n",
          name, debianPackage);
    }
    return found;
  }

  /// Ends it and the processes that it started for its clients; these listen to no kind word while
  /// they wait for their client.
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    await().atMost(LIMIT).until(() -> !process.isAlive());
  }
}
