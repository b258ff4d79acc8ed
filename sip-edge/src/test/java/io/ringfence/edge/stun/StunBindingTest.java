package io.ringfence.edge.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StunBindingTest {

  private static final String TRANSACTION = "b7e7a701bc34d686fa87dfae";
  private static final String REQUEST = "000100002112a442" + TRANSACTION;

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /// The mapped addresses of RFC 5769 §2.2 and §2.3.
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,000c,002000080001a147e112a643",
    "2001:db8:1234:5678:11:2233:4455:6677,0018,002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
  })
  void saysWhereTheRequestCameFrom(String source, String length, String attribute) {
    byte[] answer = StunBinding.answer(octets(REQUEST), IpAddress.parse(source), 32_853);

    assertThat(answer)
        .asHexString()
        .isEqualToIgnoringCase("0101" + length + "2112a442" + TRANSACTION + attribute);
  }

  @Test
  void passesOverAttributesThatAreOptional() {
    String software = "000100082112a442" + TRANSACTION + "8022000374657374";

    assertThat(StunBinding.answer(octets(software), IpAddress.parse("192.0.2.1"), 1)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00010000",
        "010100002112a442" + TRANSACTION,
        "000100002112a443" + TRANSACTION,
        "000100042112a442" + TRANSACTION,
        "000100082112a442" + TRANSACTION + "0006000474657374",
        "000100082112a442" + TRANSACTION + "8022ffff74657374",
        "000100022112a442" + TRANSACTION + "8022"
      })
  void answersNothingElse(String message) {
    assertThat(StunBinding.answer(octets(message), IpAddress.parse("192.0.2.1"), 1)).isNull();
  }

  @Test
  void mutatedRequests_doNoHarm() {
    var random = new SplittableRandom(Long.getLong("ringfence.test.seed", 20_260_102L));
    byte[] good = octets("000100082112a442" + TRANSACTION + "8022000374657374");
    for (int round = 0; round < 100_000; round++) {
      byte[] message = java.util.Arrays.copyOf(good, random.nextInt(good.length + 8));
      for (int change = random.nextInt(4); change > 0 && message.length > 0; change--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt();
      }
      byte[] answer = StunBinding.answer(message, IpAddress.parse("192.0.2.1"), 1);
      assertThat(answer == null || answer.length == 32).isTrue();
    }
  }
}
