package io.ringfence.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

  @Test
  void takesTheNearestRank() {
    var hundred =
        Percentiles.of(IntStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList());
    assertThat(hundred.at(50)).isEqualTo(Duration.ofMillis(50));
    assertThat(hundred.at(99)).isEqualTo(Duration.ofMillis(99));
    assertThat(hundred.at(100)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void isTheOnlyOne_whenThereIsOne() {
    var one = Percentiles.of(List.of(Duration.ofMillis(7)));
    assertThat(one.at(1)).isEqualTo(one.at(99)).isEqualTo(Duration.ofMillis(7));
  }
}
