package io.ringfence.edge.hep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  private static String redacted(String message) {
    byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
    return new String(Redaction.of(octets), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "Digest nonce=\"n\", response=\"00ff\", uri=\"u\" | Digest nonce=\"n\", response=\"xxxx\", uri=\"u\"",
        "a,Response = \"00ff\" | a,Response = \"xxxx\"",
        "a, RESPONSE=00ff, nc=1 | a, RESPONSE=xxxx, nc=1",
      })
  void takesOut_whatOthersMustNotRead(String message, String shown) {
    assertThat(redacted(message)).isEqualTo(shown).hasSameSizeAs(message);
  }

  @Test
  void takesOutMediaKeys() {
    assertThat(redacted("a=crypto:1 AES inline:d0Rm/+=|2^20\r\na=x"))
        .isEqualTo("a=crypto:1 AES inline:xxxxxxx|2^20\r\na=x");
  }

  @Test
  void leavesEverythingElse_andMakesNothingThen() {
    byte[] message =
        "the response is fine, online: too, responsex=1".getBytes(StandardCharsets.UTF_8);
    byte[] plain = "OPTIONS sip:a SIP/2.0\r\n\r\n\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Redaction.of(message)).isEqualTo(message);
    assertThat(Redaction.of(plain)).isSameAs(plain);
  }
}
