package io.ringfence.contracts.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0/0, 0.0.0.0-255.255.255.255",
    "192.0.2.0/24, 192.0.2.0-192.0.2.255",
    "192.0.2.7/32, 192.0.2.7",
    "128.0.0.0/1, 128.0.0.0-255.255.255.255",
    "::/0, ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db8::/32, 2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db8::/64, 2001:db8::-2001:db8::ffff:ffff:ffff:ffff",
    "2001:db8::/65, 2001:db8::-2001:db8::7fff:ffff:ffff:ffff",
    "2001:db8::1/128, 2001:db8::1"
  })
  void spansItsRange(String prefix, String range) {
    assertThat(IpPrefix.parse(prefix).toRange()).hasToString(range);
  }

  @Test
  void refusesHostBits_andSaysWhatWasMeant() {
    assertThatThrownBy(() -> IpPrefix.parse("192.0.2.7/24"))
        .hasMessageContaining("did you mean 192.0.2.0/24?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.0",
        "192.0.2.0/33",
        "::/129",
        "192.0.2.0/-1",
        "192.0.2.0/024",
        "/8",
        "192.0.2.0/",
        "192.0.2.0/+8"
      })
  void refusesWhatIsNoPrefix(String text) {
    assertThatThrownBy(() -> IpPrefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void masksTheAddress_whenMadeOfOne() {
    assertThat(IpPrefix.of(IpAddress.parse("2001:db8:1:2:3:4:5:6"), 64))
        .hasToString("2001:db8:1:2::/64");
    assertThat(IpPrefix.of(IpAddress.parse("192.0.2.129"), 25)).hasToString("192.0.2.128/25");
  }
}
