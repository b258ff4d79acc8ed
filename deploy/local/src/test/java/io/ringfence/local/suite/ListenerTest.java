package io.ringfence.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTest {

  @Test
  void takesPortsFromTheEnvironment_andTheUsualOnesOtherwise() {
    var ports = Listener.ports(Map.of("RINGFENCE_SIP_PORT", "5070", "RINGFENCE_HTTP_PORT", ""));
    assertThat(ports)
        .containsEntry(Listener.SIP, 5070)
        .containsEntry(Listener.HTTP, 8080)
        .containsEntry(Listener.ADMIN_API, 9005);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "65536", "-1", "5060a"})
  void refusesWhatIsNoPort(String value) {
    assertThatThrownBy(() -> Listener.ports(Map.of("RINGFENCE_SIP_PORT", value)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("RINGFENCE_SIP_PORT")
        .hasMessageContaining(value);
  }

  @Test
  void refusesOnePortForTwo() {
    assertThatThrownBy(() -> Listener.ports(Map.of("RINGFENCE_SIP_PORT", "8080")))
        .hasMessage("RINGFENCE_SIP_PORT and RINGFENCE_HTTP_PORT are both 8080");
  }
}
