package io.ringfence.local.bench;

import io.ringfence.local.suite.Failure;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The peer: Kamailio with its fast memory manager and `deploy/bench/kamailio.cfg`.
final class Kamailio implements AutoCloseable {

  private static final Duration READY_LIMIT = Duration.ofSeconds(20);
  private static final int WORKERS = 2;

  private final Process process;
  private final InetSocketAddress sip;

  private Kamailio(Process process, InetSocketAddress sip) {
    this.process = process;
    this.sip = sip;
  }

  /// Empty when it is not installed.
  static Optional<Kamailio> start(Path home, Path folder, int accounts)
      throws IOException, InterruptedException {
    if (!isInstalled()) {
      return Optional.empty();
    }
    int port = freePort();
    var process =
        new ProcessBuilder(
                List.of(
                    "kamailio",
                    "-f",
                    home.resolve("deploy/bench/kamailio.cfg").toString(),
                    "-A",
                    "PORT=" + port,
                    "-A",
                    "CHILDREN=" + WORKERS,
                    "-A",
                    "NUSERS=" + accounts,
                    "-DD",
                    "-E",
                    "-Y",
                    folder.toString(),
                    "-m",
                    "512",
                    "-M",
                    "16",
                    "-x",
                    "fm",
                    "-X",
                    "fm"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("kamailio.log").toFile())
            .start();
    var kamailio =
        new Kamailio(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    kamailio.awaitBound(folder.resolve("kamailio.log"));
    return Optional.of(kamailio);
  }

  private static boolean isInstalled() {
    return List.of("/usr/sbin/kamailio", "/usr/local/sbin/kamailio", "/usr/bin/kamailio").stream()
        .anyMatch(file -> Files.isExecutable(Path.of(file)));
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitBound(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + READY_LIMIT.toNanos();
    String entry = ":%04X ".formatted(sip.getPort());
    while (!Files.readString(Path.of("/proc/net/udp")).contains(entry)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new Failure("Kamailio did not start; see " + log);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  long pid() {
    return process.pid();
  }

  InetSocketAddress sip() {
    return sip;
  }

  @Override
  public void close() {
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
