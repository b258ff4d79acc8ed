package io.ringfence.contracts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.0 seconds",
    "PT0.4S, 0.4 seconds",
    "PT1S, 1 second",
    "PT90M, 1 hour 30 minutes",
    "PT24H, 1 day",
    "P2DT0H3M4S, 2 days 3 minutes",
  })
  void areSaidInTheirTwoLargestUnits(Duration duration, String words) {
    assertThat(Durations.inWords(duration)).isEqualTo(words);
  }
}
