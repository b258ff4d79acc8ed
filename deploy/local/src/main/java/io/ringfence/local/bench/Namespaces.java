package io.ringfence.local.bench;

import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/// Two network namespaces, connected by a pair of virtual interfaces. They go with the process that
/// has made them, unless that is killed.
final class Namespaces implements AutoCloseable {

  private final String name = "ringfence-" + UUID.randomUUID();
  private final AtomicBoolean isThere = new AtomicBoolean(true);

  private final Terminal terminal;

  private Namespaces(Terminal terminal) {
    this.terminal = terminal;
  }

  static Namespaces make(Terminal terminal) throws IOException, InterruptedException {
    var made = new Namespaces(terminal);
    FirewallBench.call(List.of("ip", "netns", "add", made.name()));
    FirewallBench.call(List.of("ip", "netns", "add", made.peer()));
    Runtime.getRuntime().addShutdownHook(new Thread(made::interrupted, "stop"));
    made.connect();
    return made;
  }

  /// Where rules are measured.
  String name() {
    return name;
  }

  /// Where packets for it come from.
  String peer() {
    return name + "-peer";
  }

  /// What a process enters the first one by.
  Path file() {
    return Path.of("/run/netns", name);
  }

  private void connect() throws IOException, InterruptedException {
    ip(peer(), "link add flood0 type veth peer name flood1 netns " + name);
    ip(peer(), "address add 198.19.255.2/15 dev flood0");
    ip(name, "address add 198.19.255.1/15 dev flood1");
    ip(peer(), "link set flood0 up");
    ip(name, "link set flood1 up");
    ip(name, "link set lo up");
  }

  private static void ip(String namespace, String arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("ip", "-n", namespace));
    command.addAll(List.of(arguments.split(" ", -1)));
    FirewallBench.call(command);
  }

  /// What runs in them would go on.
  private void interrupted() {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    try {
      close();
    } catch (IOException | Failure e) {
      terminal.note("network namespaces " + name + "… may be left: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    if (isThere.getAndSet(false)) {
      try {
        FirewallBench.call(List.of("ip", "netns", "delete", peer()));
        FirewallBench.call(List.of("ip", "netns", "delete", name));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while removing network namespaces");
      }
    }
  }
}
