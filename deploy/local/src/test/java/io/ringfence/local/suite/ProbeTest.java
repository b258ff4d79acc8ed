package io.ringfence.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProbeTest {

  @Test
  void namesTheChecksThatAreDown_andTheirReasons() {
    String health =
        """
        {"status":"DOWN","checks":[{"name":"a","status":"UP"},{"name":"b","status":"DOWN"},
        {"name":"kafka","status":"DOWN","data":{"reason":"away"}}]}
        """;
    assertThat(Probe.reasons(health.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("b: down; kafka: {\"reason\":\"away\"}");
    assertThat(Probe.reasons("<html>".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("health answers what cannot be read");
  }

  @Test
  void isNotReady_whenNobodyListens() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    for (var component : Component.values()) {
      assertThat(Probe.notReady(component, port)).as(component.wireName()).isPresent();
    }
  }
}
