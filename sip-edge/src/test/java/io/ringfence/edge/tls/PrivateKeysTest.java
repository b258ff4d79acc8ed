package io.ringfence.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.edge.TestCertificate;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {

  /// Each takes a second to make.
  private static final Map<String, TestCertificate> MADE = new ConcurrentHashMap<>();

  private static TestCertificate certificate(String name, String algorithm) {
    return MADE.computeIfAbsent(name + ' ' + algorithm, key -> TestCertificate.of(name, algorithm));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void readsPkcs8(String algorithm) throws TlsException {
    var own = certificate("own", algorithm);

    var key = PrivateKeys.of(Pem.parse(own.keyPem()), own.certificate().getPublicKey());

    assertThat(key).isEqualTo(own.key());
  }

  /// Both older forms are what PKCS #8 has inside.
  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void readsTheOlderForms(String algorithm) throws TlsException {
    var own = certificate("own", algorithm);
    byte[] pkcs8 = own.key().getEncoded();
    int start = 0;
    for (int i = 20; start == 0; i++) {
      boolean isOctetString = pkcs8[i] == 4 && pkcs8[i + 1] != 0;
      int header = pkcs8[i + 1] == (byte) 0x82 ? 4 : pkcs8[i + 1] == (byte) 0x81 ? 3 : 2;
      if (isOctetString && pkcs8[i + header] == 0x30) {
        start = i + header;
      }
    }
    byte[] inside = Arrays.copyOfRange(pkcs8, start, pkcs8.length);
    String pem = TestCertificate.pem(algorithm + " PRIVATE KEY", inside);

    var key = PrivateKeys.of(Pem.parse("# a comment\n" + pem), own.certificate().getPublicKey());

    assertThat(key.getEncoded()).isEqualTo(pkcs8);
  }

  @Test
  void refusesAKeyOfAnotherCertificate() {
    var own = certificate("own", "EC");
    var other = certificate("other", "EC");
    var rsa = certificate("other", "RSA");

    for (var wrong : new TestCertificate[] {other, rsa}) {
      assertThatThrownBy(
              () -> PrivateKeys.of(Pem.parse(wrong.keyPem()), own.certificate().getPublicKey()))
          .isInstanceOf(TlsException.class)
          .hasMessageContaining("not the certificate's");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\n\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"
      })
  void saysWhatIsWrong(String pem) {
    var own = certificate("own", "EC");

    assertThatThrownBy(() -> PrivateKeys.of(Pem.parse(pem), own.certificate().getPublicKey()))
        .isInstanceOf(TlsException.class)
        .hasMessageMatching(".*(no private key|malformed|encrypted).*");
  }
}
