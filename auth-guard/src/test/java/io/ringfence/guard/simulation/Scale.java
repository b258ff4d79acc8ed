package io.ringfence.guard.simulation;

import java.time.Duration;

/// How big a simulation is. The same seed and size play the same month.
///
/// @param phones honest ones
record Scale(long seed, int phones, int days) {

  private static final String SEED = "ringfence.seed";
  private static final String PHONES = "ringfence.phones";
  private static final String DAYS = "ringfence.days";

  Scale {
    if (phones < 50 || days < 2) {
      throw new IllegalArgumentException("a simulation has at least 50 phones and 2 days");
    }
  }

  /// What system properties say, else this size.
  static Scale of(int phones, int days) {
    return new Scale(
        Long.getLong(SEED, System.nanoTime() % 1_000_000),
        Integer.getInteger(PHONES, phones),
        Integer.getInteger(DAYS, days));
  }

  Duration length() {
    return Duration.ofDays(days);
  }

  /// What plays it again.
  @Override
  public String toString() {
    return "./ringfence simulate --seed %d --phones %d --days %d".formatted(seed, phones, days);
  }
}
