package io.ringfence.contracts.config;

import java.time.Duration;

/// How long the blocks of repeat offenders last, and what they cover: the first is as long as the
/// policy says, each further one `factor` times as long as the one before, up to `cap`. With factor
/// 1 all are equally long.
///
/// @param factor 1 to 10
/// @param cap the longest; a policy's own length above it stands
/// @param memory how long after its end a block still makes the next one a further offence
/// @param jitterPercent by how much a block may be longer, so that attackers released together do
///     not come back together; 0 to 50
/// @param scope the services that blocks cover
public record BlockLengths(
    double factor, Duration cap, Duration memory, int jitterPercent, BlockScope scope) {

  public static final int MAX_FACTOR = 10;
  public static final int MAX_JITTER_PERCENT = 50;
  public static final Duration MAX_MEMORY = Duration.ofDays(365);

  /// Fixed, as an operator who sets one length expects.
  public static final BlockLengths DEFAULT =
      new BlockLengths(1, Duration.ofDays(7), Duration.ofDays(30), 0, BlockScope.ALL_FROM_SECOND);

  /// Those written before there was a choice have no scope.
  public BlockLengths {
    scope = scope == null ? BlockScope.ALL_FROM_SECOND : scope;
    if (!(factor >= 1 && factor <= MAX_FACTOR)) {
      throw new IllegalArgumentException("factor must be 1 to " + MAX_FACTOR + ", not " + factor);
    }
    Spans.requireWithin("cap", cap, GuardPolicy.MAX_BLOCK_FOR);
    Spans.requireWithin("memory", memory, MAX_MEMORY);
    if (jitterPercent < 0 || jitterPercent > MAX_JITTER_PERCENT) {
      throw new IllegalArgumentException(
          "jitterPercent must be 0 to " + MAX_JITTER_PERCENT + ", not " + jitterPercent);
    }
  }

  /// The length of a block.
  ///
  /// @param first of a first offence
  /// @param level 1 for a first offence
  /// @param seed decides the jitter; the same gives the same
  public Duration length(Duration first, int level, long seed) {
    double longest = Math.max(first.toMillis(), cap.toMillis());
    double grown = Math.min(longest, first.toMillis() * Math.pow(factor, level - 1));
    double jitter = grown * jitterPercent / 100 * (Math.floorMod(seed, 1001) / 1000.0);
    return Duration.ofMillis(Math.round(grown + jitter));
  }
}
