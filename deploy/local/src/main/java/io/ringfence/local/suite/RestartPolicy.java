package io.ringfence.local.suite;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Decides what follows the death of a process: another start after a growing pause, or the end
/// when it dies again and again.
final class RestartPolicy {

  static final int MAX_DEATHS = 6;
  static final Duration WITHIN = Duration.ofMinutes(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final Deque<Instant> deaths = new ArrayDeque<>();

  /// The pause before the next start; empty when this is a crash loop.
  Optional<Duration> died(Instant now) {
    deaths.removeIf(death -> death.isBefore(now.minus(WITHIN)));
    deaths.add(now);
    return deaths.size() >= MAX_DEATHS
        ? Optional.empty()
        : Optional.of(FIRST_PAUSE.multipliedBy(1L << (deaths.size() - 1)));
  }
}
