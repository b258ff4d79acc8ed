package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.net.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindAddressesTest {

  private static List<String> parsed(String text) {
    return BindAddresses.parse(text).addresses().stream()
        .map(address -> IpAddress.of(address).toString())
        .toList();
  }

  @Test
  void takesOneOrMoreAddressesOfBothFamilies_eachOnce() {
    assertThat(parsed("127.0.0.1")).containsExactly("127.0.0.1");
    assertThat(parsed("192.0.2.1, 2001:db8::1,192.0.2.1"))
        .containsExactly("192.0.2.1", "2001:db8::1");
  }

  @Test
  void ipv6Wildcard_takesIpv4Too() {
    assertThat(parsed("0.0.0.0,::")).containsExactly("::");
    assertThat(parsed("0.0.0.0")).containsExactly("0.0.0.0");
    assertThat(parsed("192.0.2.1,::")).containsExactly("192.0.2.1", "::");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "127.0.0.1,", "127.0.0.1;::"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> BindAddresses.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
