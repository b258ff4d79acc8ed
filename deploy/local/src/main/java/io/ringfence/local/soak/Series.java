package io.ringfence.local.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One thing that must stay what it is, sampled again and again. Not for several threads.
final class Series {

  private record Sample(double seconds, double value) {}

  private final String name;
  private final double tolerance;
  private final List<Sample> samples = new ArrayList<>();

  /// @param tolerance how much it may have grown in the end, besides a tenth of what it was
  Series(String name, double tolerance) {
    this.name = name;
    this.tolerance = tolerance;
  }

  String name() {
    return name;
  }

  void add(Duration since, double value) {
    samples.add(new Sample(since.toMillis() / 1e3, value));
  }

  /// Whether it has grown more than it may: both along the line through all samples and from the
  /// beginning to the end, so that neither one outlier nor a wave looks like growth.
  boolean hasGrown() {
    double allowed = tolerance + level(0, 5) / 10;
    return samples.size() > 5 && slope() * span() > allowed && end() - level(0, 5) > allowed;
  }

  /// The least of the latest samples: what is held even at quiet moments.
  double end() {
    return level(samples.size() - 5, samples.size());
  }

  double begin() {
    return level(0, 5);
  }

  private double level(int from, int to) {
    return samples.subList(Math.max(0, from), Math.min(samples.size(), to)).stream()
        .mapToDouble(Sample::value)
        .min()
        .orElse(0);
  }

  double most() {
    return samples.stream().mapToDouble(Sample::value).max().orElse(0);
  }

  private double span() {
    return samples.getLast().seconds - samples.getFirst().seconds;
  }

  /// By least squares, for each second.
  double slope() {
    double meanX = samples.stream().mapToDouble(Sample::seconds).average().orElse(0);
    double meanY = samples.stream().mapToDouble(Sample::value).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (var sample : samples) {
      products += (sample.seconds - meanX) * (sample.value - meanY);
      squares += (sample.seconds - meanX) * (sample.seconds - meanX);
    }
    return squares == 0 ? 0 : products / squares;
  }
}
