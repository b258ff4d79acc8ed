package io.ringfence.local.suite;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What can be known to fail before anything is started.
final class Preflight {

  private static final long MIN_FREE_BYTES = 300L << 20;
  private static final int CAP_NET_ADMIN = 12;
  private static final Path PROC = Path.of("/proc");

  private final Settings settings;

  Preflight(Settings settings) {
    this.settings = settings;
  }

  /// @throws Failure with the first thing that is wrong
  void check() {
    requireBuilt();
    requireSpace();
    requireLoopback();
    settings.ports().keySet().forEach(this::requireFree);
    if (settings.enforce()) {
      requireKernel();
    }
  }

  private void requireBuilt() {
    for (var service : Component.SERVICES) {
      Path jar = Services.jar(settings.home(), service);
      if (!Files.isRegularFile(jar)) {
        throw new Failure(
            service.wireName()
                + " is not built: "
                + settings.home().relativize(jar)
                + " is missing");
      }
    }
  }

  private void requireSpace() {
    try {
      long free = Files.getFileStore(settings.data().root()).getUsableSpace();
      if (free < MIN_FREE_BYTES) {
        throw new Failure(
            "the disk is full: %d MB are free where %s is, and at least %d MB are needed"
                .formatted(free >> 20, settings.data().root(), MIN_FREE_BYTES >> 20));
      }
    } catch (IOException e) {
      throw new Failure("cannot read the free space of " + settings.data().root(), e);
    }
  }

  private static void requireLoopback() {
    try {
      boolean up =
          NetworkInterface.networkInterfaces()
              .anyMatch(
                  network -> {
                    try {
                      return network.isLoopback() && network.isUp();
                    } catch (SocketException e) {
                      return false;
                    }
                  });
      if (!up) {
        throw new Failure("the loopback interface is down; bring it up: ip link set lo up");
      }
    } catch (SocketException e) {
      throw new Failure("there is no loopback interface; bring it up: ip link set lo up", e);
    }
  }

  private void requireFree(Listener listener) {
    var address = new InetSocketAddress(settings.address(listener), settings.port(listener));
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw cannotListen(listener, "tcp", address, e);
    }
    if (listener.isUdpToo()) {
      try (var socket = new DatagramSocket(null)) {
        socket.setReuseAddress(false);
        socket.bind(address);
      } catch (IOException e) {
        throw cannotListen(listener, "udp", address, e);
      }
    }
  }

  private static Failure cannotListen(
      Listener listener, String protocol, InetSocketAddress address, IOException e) {
    String where =
        "%s port %d on %s"
            .formatted(protocol, address.getPort(), address.getAddress().getHostAddress());
    String reason = String.valueOf(e.getMessage());
    if (!reason.contains("in use")) {
      return new Failure(
          "cannot listen on %s for %s: %s"
              .formatted(where, listener.component().wireName(), reason),
          e);
    }
    String holder =
        new PortHolder(PROC).find(protocol, address.getPort()).orElse("a process that is hidden");
    return new Failure(
        "%s, for %s, is in use by %s; stop it or set %s"
            .formatted(where, listener.component().wireName(), holder, listener.variable()),
        e);
  }

  @SuppressWarnings("restricted") // the launcher is started with native access
  private static void requireKernel() {
    try (var arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup("libnftables.so.1", arena);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          "--enforce needs libnftables (Debian: apt-get install libnftables1); without --enforce"
              + " the rules are only written down",
          e);
    }
    String capabilities =
        DataFolder.text(PROC.resolve("self/status"))
            .flatMap(
                status -> status.lines().filter(line -> line.startsWith("CapEff:")).findFirst())
            .map(line -> line.substring("CapEff:".length()).strip())
            .orElse("0");
    if ((Long.parseUnsignedLong(capabilities, 16) >>> CAP_NET_ADMIN & 1) == 0) {
      throw new Failure("--enforce needs the capability CAP_NET_ADMIN: run it as root");
    }
  }
}
