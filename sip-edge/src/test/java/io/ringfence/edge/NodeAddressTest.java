package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,192.0.2.1:5060",
    "192.0.2.1:5080,192.0.2.1:5080",
    "[2001:DB8::1],[2001:db8::1]:5060",
    "[2001:db8::1]:5080,[2001:db8::1]:5080",
  })
  void isAnAddressWithAPort(String configured, String expected) {
    assertThat(NodeAddress.configured(configured, 5_060)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge.example.org",
        "192.0.2",
        "192.0.2.1:0",
        "192.0.2.1:70000",
        "2001:db8::1",
        "[192.0.2.1]",
        ""
      })
  void anythingElseIsRefused_withWhatIsExpected(String configured) {
    assertThatThrownBy(() -> NodeAddress.configured(configured, 5_060))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("RINGFENCE_SIP_NODE_ADDRESS");
  }
}
