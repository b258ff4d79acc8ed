package io.ringfence.edge.digest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.secret.MasterKey;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoncesTest {

  private static final IpAddress SOURCE = IpAddress.parse("192.0.2.1");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final MasterKey key = MasterKey.parse(MasterKey.generate());
  private final Nonces nonces = nonces(key);

  private static Nonces nonces(MasterKey key) {
    return new Nonces(
        key.derive("nonce", "HmacSHA256"), Duration.ofMinutes(5), new SplittableRandom(1));
  }

  @Test
  void isFresh_thenExpires() {
    String nonce = nonces.issue(SOURCE, NOW);

    assertThat(nonces.read(nonce, SOURCE, NOW).age()).isEqualTo(Nonces.Age.FRESH);
    assertThat(nonces.read(nonce, SOURCE, NOW.plusSeconds(300)).age()).isEqualTo(Nonces.Age.FRESH);
    assertThat(nonces.read(nonce, SOURCE, NOW.plusSeconds(301)).age())
        .isEqualTo(Nonces.Age.EXPIRED);
  }

  @Test
  void isForeign_fromTheFuture() {
    String nonce = nonces.issue(SOURCE, NOW);

    assertThat(nonces.read(nonce, SOURCE, NOW.minusSeconds(5)).age()).isEqualTo(Nonces.Age.FRESH);
    assertThat(nonces.read(nonce, SOURCE, NOW.minusSeconds(6)).age()).isEqualTo(Nonces.Age.FOREIGN);
  }

  @Test
  void survivesARestart_butNotAnotherKey() {
    String nonce = nonces.issue(SOURCE, NOW);

    assertThat(nonces(key).read(nonce, SOURCE, NOW).age()).isEqualTo(Nonces.Age.FRESH);
    assertThat(nonces(MasterKey.parse(MasterKey.generate())).read(nonce, SOURCE, NOW).age())
        .isEqualTo(Nonces.Age.FOREIGN);
  }

  @Test
  void isForeign_fromAnotherAddress_orWhenAnyCharacterWasChanged() {
    String nonce = nonces.issue(SOURCE, NOW);

    assertThat(nonces.read(nonce, IpAddress.parse("192.0.2.2"), NOW).age())
        .isEqualTo(Nonces.Age.FOREIGN);
    for (int i = 0; i < nonce.length(); i++) {
      char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
      String forged = nonce.substring(0, i) + other + nonce.substring(i + 1);
      assertThat(nonces.read(forged, SOURCE, NOW).age()).isEqualTo(Nonces.Age.FOREIGN);
    }
    assertThat(nonces.read("", SOURCE, NOW).age()).isEqualTo(Nonces.Age.FOREIGN);
    assertThat(nonces.read("é".repeat(nonce.length()), SOURCE, NOW).age())
        .isEqualTo(Nonces.Age.FOREIGN);
  }

  @Test
  void differs_evenWithinAMillisecond() {
    assertThat(nonces.issue(SOURCE, NOW)).isNotEqualTo(nonces.issue(SOURCE, NOW));
  }
}
