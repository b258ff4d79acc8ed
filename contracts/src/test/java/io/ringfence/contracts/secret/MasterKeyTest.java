package io.ringfence.contracts.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class MasterKeyTest {

  private static final byte[] SECRET = "ha1".getBytes(StandardCharsets.UTF_8);

  private final MasterKey key = MasterKey.parse(MasterKey.generate());

  @Test
  void opensWhatItSealed() throws Exception {
    assertThat(key.open(key.seal(SECRET, "1001/md5"), "1001/md5")).isEqualTo(SECRET);
  }

  @Test
  void sealsTheSameSecretDifferentlyEachTime() {
    assertThat(key.seal(SECRET, "1001/md5")).isNotEqualTo(key.seal(SECRET, "1001/md5"));
  }

  @Test
  void opensNeitherForAnotherContext_norWithAnotherKey_norChanged() {
    byte[] sealed = key.seal(SECRET, "1001/md5");
    assertThatThrownBy(() -> key.open(sealed, "1002/md5"))
        .isInstanceOf(GeneralSecurityException.class);
    var other = MasterKey.parse(MasterKey.generate());
    assertThatThrownBy(() -> other.open(sealed, "1001/md5"))
        .isInstanceOf(GeneralSecurityException.class);
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> key.open(sealed, "1001/md5"))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> key.open(new byte[0], "1001/md5"))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void derivesOneKeyPerPurpose() {
    assertThat(key.derive("nonce", "HmacSHA256").getEncoded())
        .hasSize(32)
        .isEqualTo(key.derive("nonce", "HmacSHA256").getEncoded())
        .isNotEqualTo(key.derive("seal", "HmacSHA256").getEncoded());
  }

  @Test
  void refusesAKeyThatIsNone_withoutRepeatingIt() {
    assertThatThrownBy(() -> MasterKey.parse("c2hvcnQ="))
        .hasMessageContaining("32 bytes")
        .message()
        .doesNotContain("c2hvcnQ");
    assertThatThrownBy(() -> MasterKey.parse("%%%")).hasMessageContaining("not base64");
    assertThat(key).hasToString("MasterKey[redacted]");
  }
}
