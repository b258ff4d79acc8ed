package io.ringfence.edge.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private final Fingerprint fingerprint = new Fingerprint(0x9e3779b97f4a7c15L, 42);

  @Test
  void sameMessage_hasTheSame() {
    var random = new SplittableRandom(1);
    for (int length = 0; length < 100; length++) {
      byte[] message = new byte[length];
      random.nextBytes(message);
      assertThat(fingerprint.of(message.clone())).isEqualTo(fingerprint.of(message));
    }
  }

  @Test
  void anyBitMakesAnother_andSoDoAnotherLengthAndAnotherSeed() {
    byte[] message = new byte[70];
    new SplittableRandom(2).nextBytes(message);
    var seen = new HashSet<Integer>();
    seen.add(fingerprint.of(message));
    seen.add(new Fingerprint(1, 42).of(message));
    seen.add(new Fingerprint(0x9e3779b97f4a7c15L, 43).of(message));
    seen.add(fingerprint.of(java.util.Arrays.copyOf(message, 69)));
    seen.add(fingerprint.of(java.util.Arrays.copyOf(message, 71)));
    for (int bit = 0; bit < message.length * 8; bit++) {
      message[bit / 8] ^= (byte) (1 << bit % 8);
      seen.add(fingerprint.of(message));
      message[bit / 8] ^= (byte) (1 << bit % 8);
    }

    assertThat(seen).hasSize(5 + message.length * 8);
  }
}
