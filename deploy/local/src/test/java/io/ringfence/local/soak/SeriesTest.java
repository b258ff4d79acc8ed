package io.ringfence.local.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SeriesTest {

  private static Series of(IntToDoubleFunction values) {
    var series = new Series("heap", 8);
    for (int i = 0; i < 60; i++) {
      series.add(Duration.ofSeconds(10L * i), values.applyAsDouble(i));
    }
    return series;
  }

  @Test
  void growsSteadily() {
    var series = of(i -> 40 + i / 2.0);

    assertThat(series.slope()).isCloseTo(0.05, within(1e-9));
    assertThat(series.hasGrown()).isTrue();
  }

  @Test
  void growsBeneathItsNoise() {
    var random = new SplittableRandom(1);

    assertThat(of(i -> 40 + i + random.nextInt(10)).hasGrown()).isTrue();
  }

  @Test
  void hasNotGrown_whenItOnlyWavers_orHasAnOutlier_orGrowsLittle() {
    var random = new SplittableRandom(1);

    assertThat(of(i -> 40 + random.nextInt(20)).hasGrown()).isFalse();
    assertThat(of(i -> i == 58 ? 4_000 : 40).hasGrown()).isFalse();
    assertThat(of(i -> 40 + i / 10.0).hasGrown()).isFalse();
    assertThat(of(i -> 60 - i).hasGrown()).isFalse();
  }

  @Test
  void saysNothing_ofAFewSamples() {
    var series = new Series("heap", 8);
    series.add(Duration.ZERO, 1);
    series.add(Duration.ofSeconds(10), 100);

    assertThat(series.hasGrown()).isFalse();
  }
}
