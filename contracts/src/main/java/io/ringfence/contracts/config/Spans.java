package io.ringfence.contracts.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Bounds of durations in documents.
final class Spans {

  private Spans() {}

  /// At least a second and at most `max`.
  static void requireWithin(String name, @Nullable Duration value, Duration max) {
    if (value == null || value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(name + " must be PT1S to " + max + ", not " + value);
    }
  }
}
