package io.ringfence.testing;

import io.ringfence.local.server.KafkaNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/// The local suite's Kafka node in a child JVM with this test's class path. It ends with the test,
/// however that ends: where there is `setpriv`, the kernel kills it with its parent thread.
final class KafkaProcess implements AutoCloseable {

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;
  private final int port;

  private KafkaProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  static KafkaProcess start() throws IOException {
    Path directory = Files.createTempDirectory("ringfence-kafka");
    Path log = directory.resolve("broker.log");
    int port = freePort();
    var command = new ArrayList<String>();
    if (Files.isExecutable(SETPRIV)) {
      command.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx320m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath(),
            KafkaNode.class.getName(),
            directory.toString(),
            Integer.toString(port),
            Integer.toString(freePort())));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    return new KafkaProcess(startFromALastingThread(builder), log, port);
  }

  /// The kernel looks at the thread that started the child, and Quarkus starts test resources from
  /// threads that end right afterwards.
  private static Process startFromALastingThread(ProcessBuilder builder) {
    var started = new CompletableFuture<Process>();
    Thread.ofPlatform()
        .daemon()
        .name("parent-of-kafka")
        .start(
            () -> {
              try {
                var process = builder.start();
                started.complete(process);
                process.waitFor();
              } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
              }
            });
    return started.join();
  }

  /// Absolute, because a Quarkus test may run in another directory than the class path assumes.
  private static String classPath() {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /// A node opens its port when it is ready to serve.
  void awaitReady() {
    Awaitility.await("Kafka to listen")
        .atMost(START_LIMIT)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("Kafka died:\n" + Files.readString(log));
              }
              return isListening();
            });
  }

  private boolean isListening() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
