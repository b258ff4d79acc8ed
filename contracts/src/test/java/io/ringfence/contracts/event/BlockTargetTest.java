package io.ringfence.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTargetTest {

  @ParameterizedTest
  @CsvSource({
    "ip, 192.0.2.1",
    "ip, 2001:db8::1",
    "prefix, 192.0.2.0/24",
    "ip+account, 192.0.2.1 1001",
    "ip+account, 2001:db8:: a b",
    "account, account 1001"
  })
  void valueIsTheKey_whichSaysTheWholeTarget(String type, String value) {
    var target = BlockTarget.of(type, value);

    assertThat(target.type()).isEqualTo(type);
    assertThat(target.value()).isEqualTo(value);
    assertThat(BlockTarget.ofKey(value)).isEqualTo(target);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "2001:db8::1, 2001:db8::/64",
    "2001:db8:0:1:ffff::1, 2001:db8:0:1::/64"
  })
  void sourceIsAnIpv4Address_orTheIpv6NetworkOfAHost(String address, String key) {
    assertThat(BlockTarget.ofSource(IpAddress.parse(address))).isEqualTo(BlockTarget.ofKey(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "192.0.2.0/24", "192.0.2.1 1001", "account 1001", "a b"})
  void accountCalledLikeAnotherTarget_isNotTakenForIt(String name) {
    var target = new BlockTarget.Account(name);

    assertThat(BlockTarget.ofKey(target.value())).isEqualTo(target);
    assertThat(target.value()).isNotEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "account;1001",
        "account;192.0.2.1 1001",
        "ip+account;account 1001",
        "ip+account;192.0.2.1",
        "ip;192.0.2.1 1001",
        "prefix;192.0.2.1",
        "colour;blue"
      })
  void valueOfAnotherType_isRefused(String type, String value) {
    assertThatThrownBy(() -> BlockTarget.of(type, value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void accountThatIsNotSafeText_isRefused() {
    for (String account : new String[] {"", "a\nb", "a\u202eb", "x".repeat(129)}) {
      assertThatThrownBy(() -> new BlockTarget.Account(account))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new BlockTarget.Account(Attacker.text("a\nb", 128)).account())
        .isEqualTo("a\\u000ab");
  }

  @Test
  void onlyAddressesCoverWhatASourceSendsAtAll() {
    var source = IpAddress.parse("192.0.2.1");

    assertThat(BlockTarget.of("prefix", "192.0.2.0/24").covers(source)).isTrue();
    assertThat(BlockTarget.of("ip+account", "192.0.2.1 1001").covers(source)).isFalse();
    assertThat(BlockTarget.of("account", "account 1001").covers(source)).isFalse();
  }
}
