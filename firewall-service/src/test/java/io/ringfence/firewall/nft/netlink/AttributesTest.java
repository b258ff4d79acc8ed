package io.ringfence.firewall.nft.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "isLittleEndian", disabledReason = "headers have the machine's byte order")
class AttributesTest {

  static boolean isLittleEndian() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }

  @Test
  void areReadInOrder_withTheirPaddingPassedOver() throws Exception {
    var attributes =
        attributes(
            "07000100"
                + "616200"
                + "00"
                + "0c000200"
                + "0000000000000102"
                + "08000300"
                + "80000001");

    assertThat(attributes.next()).isTrue();
    assertThat(attributes.type()).isEqualTo(1);
    assertThat(attributes.text()).isEqualTo("ab");
    assertThat(attributes.next()).isTrue();
    assertThat(attributes.longValue()).isEqualTo(0x102);
    assertThat(attributes.next()).isTrue();
    assertThat(attributes.intValue()).isEqualTo(0x8000_0001);
    assertThat(attributes.next()).isFalse();
  }

  @Test
  void thatHoldOthers_areEntered_whateverTheirFlags() throws Exception {
    var attributes = attributes("0c000180" + "08000540" + "00000007");

    assertThat(attributes.next()).isTrue();
    assertThat(attributes.type()).isEqualTo(1);
    var inner = attributes.nested();
    assertThat(inner.next()).isTrue();
    assertThat(inner.type()).isEqualTo(5);
    assertThat(inner.intValue()).isEqualTo(7);
    assertThat(inner.next()).isFalse();
  }

  @Test
  void thatAreCutOff_areRefused() throws Exception {
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> attributes("08000100" + "0000").next());
    assertThatExceptionOfType(NetlinkException.class)
        .isThrownBy(() -> attributes("03000100").next());
    var tooShort = attributes("05000100" + "01000000");
    assertThat(tooShort.next()).isTrue();
    assertThatExceptionOfType(NetlinkException.class).isThrownBy(tooShort::intValue);
  }

  @Test
  void ofAnyOctets_areReadOrRefused_andNothingElse() {
    var random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] octets = new byte[random.nextInt(64)];
      random.nextBytes(octets);
      var attributes = new Attributes(order(ByteBuffer.wrap(octets)), 0, octets.length);
      try {
        while (attributes.next()) {
          assertThat(attributes.bytes()).hasSize(attributes.length());
        }
      } catch (NetlinkException e) {
        assertThat(e).hasMessageContaining("cut off");
      }
    }
  }

  private static Attributes attributes(String octets) {
    byte[] bytes = HexFormat.of().parseHex(octets);
    return new Attributes(order(ByteBuffer.wrap(bytes)), 0, bytes.length);
  }

  private static ByteBuffer order(ByteBuffer buffer) {
    return buffer.order(ByteOrder.nativeOrder());
  }
}
