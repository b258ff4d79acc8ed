package io.ringfence.firewall.nft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A network namespace of the test's own, with nothing but loopback, and a thread in it. Sockets
/// that this thread opens, and its nftables, are the namespace's.
final class Namespace implements AutoCloseable {

  static final String NEEDED = "needs Linux, root, ip(8) and libnftables.so.1";

  private static final AtomicInteger WIRES = new AtomicInteger();

  private final String name;
  private final ExecutorService thread;

  private Namespace(String name) {
    this.name = name;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("in-" + name).factory());
  }

  /// Loopback is up and has these addresses besides its own.
  static Namespace create(String... addresses) {
    String name = "ringfence-" + UUID.randomUUID();
    ip("netns", "add", name);
    ip("-n", name, "link", "set", "lo", "up");
    for (String address : addresses) {
      ip("-n", name, "address", "add", address, "dev", "lo");
    }
    var namespace = new Namespace(name);
    namespace.call(
        () -> {
          LibC.enterNetworkNamespace(namespace.path());
          return true;
        });
    return namespace;
  }

  /// Lays a cable between two. Each end has these addresses, with their prefix lengths.
  static void connect(Namespace one, List<String> addresses, Namespace other, List<String> others) {
    String wire = "wire" + WIRES.incrementAndGet();
    ip(
        "-n",
        one.name,
        "link",
        "add",
        wire,
        "type",
        "veth",
        "peer",
        "name",
        wire,
        "netns",
        other.name);
    one.plug(wire, addresses);
    other.plug(wire, others);
  }

  private void plug(String wire, List<String> addresses) {
    for (String address : addresses) {
      var command = new ArrayList<>(List.of("-n", name, "address", "add", address, "dev", wire));
      if (address.indexOf(':') >= 0) {
        command.add("nodad");
      }
      ip(command.toArray(String[]::new));
    }
    ip("-n", name, "link", "set", wire, "up");
  }

  /// Sends what is for elsewhere to these.
  void route(String gateway, String gatewayV6) {
    ip("-n", name, "route", "add", "default", "via", gateway);
    ip("-n", name, "-6", "route", "add", "default", "via", gatewayV6);
  }

  /// What runs a command in it, as the same process.
  List<String> inside(List<String> command) {
    var whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
    whole.addAll(command);
    return whole;
  }

  /// Whether namespaces can be made and nftables used in them.
  static boolean available() {
    try (var namespace = create()) {
      return namespace.call(
          () -> {
            NftContext.open().close();
            return true;
          });
    } catch (RuntimeException e) {
      System.err.println("Tests in a network namespace are skipped: " + e.getMessage());
      return false;
    }
  }

  Path path() {
    return Path.of("/run/netns", name);
  }

  /// Runs on the thread in the namespace, one at a time.
  <T> T call(Callable<T> task) {
    try {
      return CompletableFuture.supplyAsync(() -> unchecked(task), thread).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /// What is done within it, and gives nothing.
  interface Task {
    void run() throws Exception;
  }

  void inside(Task task) {
    call(
        () -> {
          task.run();
          return true;
        });
  }

  @Override
  public void close() {
    thread.shutdownNow();
    ip("netns", "delete", name);
  }

  private static <T> T unchecked(Callable<T> task) {
    try {
      return task.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static void ip(String... arguments) {
    var command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
