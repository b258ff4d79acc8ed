package io.ringfence.firewall.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// An order of this node's administrator to drop nothing for a time.
///
/// @param by who ordered it, as the operating system knows him
public record Opening(UUID id, Instant from, Instant until, String by) {

  /// The longest. Whoever needs longer changes the configuration.
  public static final Duration LONGEST = Duration.ofHours(4);

  /// By how much the clock may have been set back since the order was given.
  static final Duration AHEAD = Duration.ofSeconds(60);

  private static final int MAX_NAME = 64;

  public Opening {
    if (id == null || from == null || until == null || by == null) {
      throw new IllegalArgumentException("an opening has id, from, until and by");
    }
    if (!from.isBefore(until) || Duration.between(from, until).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("an opening ends within " + LONGEST);
    }
    if (by.isEmpty() || by.length() > MAX_NAME || by.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("an opening is by somebody");
    }
  }

  /// One that is dated ahead is no order for now, or it would hold for longer than the longest: a
  /// clock was set back, or somebody plays.
  boolean isInForce(Instant now) {
    return now.isBefore(until) && !from.isAfter(now.plus(AHEAD));
  }
}
