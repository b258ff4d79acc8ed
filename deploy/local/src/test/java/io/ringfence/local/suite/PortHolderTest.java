package io.ringfence.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PortHolderTest {

  private final PortHolder holder = new PortHolder(Path.of("/proc"));

  @Test
  void findsThisProcess_overTcpAndUdp() throws Exception {
    String self = "process " + ProcessHandle.current().pid() + " (";
    try (var tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      assertThat(holder.find("tcp", tcp.getLocalPort()).orElse("")).startsWith(self);
      assertThat(holder.find("udp", udp.getLocalPort()).orElse("")).startsWith(self);
    }
  }

  @Test
  void findsNobody_whenNothingListens() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(holder.find("tcp", port)).isEmpty();
  }
}
