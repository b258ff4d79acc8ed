package io.ringfence.edge.guard;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Kamailio as the PBX behind the edge, where it is installed.
public final class KamailioPbx implements QuarkusTestResourceLifecycleManager {

  static final String ADDRESS = "127.0.0.81";
  private static final Path CONFIGURATION = Path.of("src/test/resources/kamailio/pbx.cfg");
  private static final List<String> PLACES =
      List.of("/usr/sbin/kamailio", "/usr/local/sbin/kamailio", "/usr/bin/kamailio");

  private static Process process;
  private static Path log;
  private static int port;

  static boolean isInstalled() {
    return PLACES.stream().anyMatch(file -> Files.isExecutable(Path.of(file)));
  }

  static int port() {
    return port;
  }

  @Override
  public Map<String, String> start() {
    try (var socket = new DatagramSocket(new InetSocketAddress(ADDRESS, 0))) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (isInstalled()) {
      run();
    }
    return Map.of(
        "ringfence.sip.role",
        "guard",
        "ringfence.sip.pbx.uris",
        "sip:" + ADDRESS + ":" + port,
        "ringfence.sip.pbx.probe-every",
        "PT0.5S",
        "ringfence.sip.proxy.upstream-patience",
        "PT1S");
  }

  private static void run() {
    try {
      var folder = Files.createTempDirectory("ringfence-kamailio");
      log = folder.resolve("kamailio.log");
      process =
          new ProcessBuilder(
                  List.of(
                      "kamailio",
                      "-f",
                      CONFIGURATION.toAbsolutePath().toString(),
                      "-A",
                      "PORT=" + port,
                      "-A",
                      "USE_PATH=1",
                      "-DD",
                      "-E",
                      "-Y",
                      folder.toString(),
                      "-m",
                      "64",
                      "-M",
                      "8"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      String entry = ":%04X ".formatted(port);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Files.readString(Path.of("/proc/net/udp")).contains(entry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The requests it has seen whose line has this text: `SEEN method Call-ID user`.
  static List<String> seen(String text) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> line.contains("SEEN "))
          .map(line -> line.substring(line.indexOf("SEEN ")))
          .filter(line -> line.contains(text))
          .toList();
    }
  }

  /// Stops it in its tracks, or lets it go on.
  static void signal(String signal) throws IOException, InterruptedException {
    var pids = Stream.concat(Stream.of(process.toHandle()), process.descendants());
    for (ProcessHandle handle : pids.toList()) {
      new ProcessBuilder("kill", "-" + signal, Long.toString(handle.pid())).start().waitFor();
    }
  }

  @Override
  public void stop() {
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
