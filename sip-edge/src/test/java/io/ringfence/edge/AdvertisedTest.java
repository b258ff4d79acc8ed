package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import org.junit.jupiter.api.Test;

class AdvertisedTest {

  @Test
  void whatIsConfiguredIsSaid_ipv6InBrackets() {
    assertThat(Advertised.host("198.51.100.7")).isEqualTo("198.51.100.7");
    assertThat(Advertised.host("2001:DB8::7")).isEqualTo("[2001:db8::7]");
    assertThat(Advertised.host("sip.example.net")).isEqualTo("sip.example.net");
  }

  @Test
  void wildcardBecomesAnAddressOfTheMachine() {
    var address = IpAddress.parse(Advertised.host("0.0.0.0"));

    assertThat(address.v6()).isFalse();
    assertThat(address.low()).isNotZero();
    assertThat(Advertised.host("::")).isNotEqualTo("[::]").isNotEqualTo("0.0.0.0");
  }
}
