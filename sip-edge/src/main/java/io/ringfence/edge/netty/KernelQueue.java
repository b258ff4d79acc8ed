package io.ringfence.edge.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What waits in the kernel for the UDP sockets of a port, as Linux tells in `/proc/net/udp`.
final class KernelQueue {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
  private static final int LOCAL = 1;
  private static final int QUEUES = 4;

  private KernelQueue() {}

  /// The longest queue of the port's sockets, in bytes of the kernel's memory; the greatest number
  /// where that is not told.
  static long bytes(int port) {
    long most = -1;
    for (Path table : TABLES) {
      try {
        String text = Files.readString(table, StandardCharsets.US_ASCII);
        most = Math.max(most, longest(text, port));
      } catch (IOException e) {
        // IPv6 may be off
      }
    }
    return most < 0 ? Long.MAX_VALUE : most;
  }

  /// @param table lines as `0: 0100007F:13C4 00000000:0000 07 00000000:000002A0 …`: the local
  ///     address and port, the queues to send and received, all in hexadecimal
  /// @return -1 when the port has no socket in it
  static long longest(String table, int port) {
    String suffix = String.format(java.util.Locale.ROOT, ":%04X", port);
    long most = -1;
    for (String line : table.split("\n", -1)) {
      String[] columns = line.strip().split("\\s+", QUEUES + 2);
      if (columns.length > QUEUES && columns[LOCAL].endsWith(suffix)) {
        String received = columns[QUEUES].substring(columns[QUEUES].indexOf(':') + 1);
        most = Math.max(most, Long.parseLong(received, 16));
      }
    }
    return most;
  }
}
