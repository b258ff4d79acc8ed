package io.ringfence.admin.bouncers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT1S, 1s",
    "PT59.4S, 59s",
    "PT59.6S, 1m0s",
    "PT1M, 1m0s",
    "PT3H59M57S, 3h59m57s",
    "PT1H, 1h0m0s",
    "P1D, 24h0m0s",
    "P365D, 8760h0m0s",
    "PT-1S, -1s",
    "PT-1H-1M, -1h1m0s"
  })
  void isWrittenAsGoDoes(Duration duration, String text) {
    assertThat(GoDuration.of(duration)).isEqualTo(text);
  }

  @Test
  void hasAnEnd_evenForABlockThatHasNone() {
    assertThat(GoDuration.left(Instant.MAX, Instant.EPOCH)).isEqualTo("8760h0m0s");
  }
}
