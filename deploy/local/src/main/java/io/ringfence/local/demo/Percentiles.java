package io.ringfence.local.demo;

import java.time.Duration;
import java.util.List;

/// Of a sample of durations, by the nearest-rank method.
record Percentiles(List<Duration> sorted) {

  static Percentiles of(List<Duration> sample) {
    if (sample.isEmpty()) {
      throw new IllegalArgumentException("an empty sample has no percentiles");
    }
    return new Percentiles(sample.stream().sorted().toList());
  }

  /// @param percent above 0, at most 100
  Duration at(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.max(rank, 1) - 1);
  }
}
