package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KernelQueueTest {

  private static final String TABLE =
      """
         sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
        1: 0100007F:13C4 00000000:0000 07 00000000:000002A0 00:00000000 00000000     0        0 1 2 0 0
        2: 00000000:13C5 00000000:0000 07 00000000:00FF0000 00:00000000 00000000     0        0 1 2 0 0
        3: 0200007F:13C4 00000000:0000 07 00000010:00000300 00:00000000 00000000     0        0 1 2 0 0
      """;

  @Test
  void readsTheLongestQueueOfThePort() {
    assertThat(KernelQueue.longest(TABLE, 5060)).isEqualTo(0x300);
    assertThat(KernelQueue.longest(TABLE, 5062)).isEqualTo(-1);
  }

  @Test
  void seesWhatWaitsInARealSocket() throws IOException {
    Assumptions.assumeTrue(
        Files.isReadable(Path.of("/proc/net/udp")), "this system has no /proc/net/udp");
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      assertThat(KernelQueue.bytes(socket.getLocalPort())).isZero();
      socket.send(new DatagramPacket(new byte[100], 100, socket.getLocalSocketAddress()));
      assertThat(KernelQueue.bytes(socket.getLocalPort())).isGreaterThanOrEqualTo(100);
    }
  }
}
