package io.ringfence.contracts.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.config.GroupMember;
import io.ringfence.contracts.event.BlockTarget;
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
  @CsvSource({
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "::FFFF:a00:0/104, 10.0.0.0/8",
    "0:0:0:0:0:ffff:192.0.2.4/126, 192.0.2.4/30",
    "::ffff:192.0.2.7/128, 192.0.2.7/32",
    "::ffff:0:0/96, 0.0.0.0/0"
  })
  void ofMappedAddresses_isTheIpv4One(String mapped, String prefix) {
    assertThat(IpPrefix.parse(mapped)).isEqualTo(IpPrefix.parse(prefix)).hasToString(prefix);
    assertThat(IpRange.parse(mapped)).isEqualTo(IpRange.parse(prefix));
    assertThat(GroupMember.parse(mapped)).isEqualTo(GroupMember.parse(prefix));
    assertThat(BlockTarget.ofKey(mapped)).isEqualTo(BlockTarget.ofKey(prefix));
    assertThat(BlockTarget.of("prefix", mapped)).isEqualTo(BlockTarget.ofKey(prefix));
  }

  @Test
  void passesHostBitsOver_whenToldTo() {
    assertThat(IpPrefix.parseMasking("192.0.2.7/24")).hasToString("192.0.2.0/24");
    assertThat(IpPrefix.parseMasking("::ffff:192.0.2.7/120")).hasToString("192.0.2.0/24");
    assertThat(IpPrefix.parseMasking("2001:db8::1/64")).hasToString("2001:db8::/64");
    assertThatThrownBy(() -> IpPrefix.parseMasking("192.0.2.7/33"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesHostBitsOfMappedAddresses_andLengthsThatLeaveThem() {
    assertThatThrownBy(() -> IpPrefix.parse("::ffff:10.1.0.0/104"))
        .hasMessageContaining("did you mean 10.0.0.0/8?");
    assertThatThrownBy(() -> IpPrefix.parse("::ffff:10.0.0.0/8"))
        .hasMessageContaining("96 to 128, not 8");
    assertThatThrownBy(() -> IpPrefix.parse("::ffff:10.0.0.0/129"))
        .isInstanceOf(IllegalArgumentException.class);
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
