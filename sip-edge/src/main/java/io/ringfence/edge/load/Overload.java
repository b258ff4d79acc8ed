package io.ringfence.edge.load;

import java.time.Duration;

/// Whether the loop is behind, from samples taken at intervals. Not for several threads.
///
/// It is behind when its ticks come late, several in a row, which is so when connections keep it
/// busy; a single one is a pause, as of the garbage collector, that it makes up for. Or when a
/// socket has not been read empty for as long and the kernel's buffer for it is half full. Either
/// alone says little: a busy server that keeps up with a few peers in lock-step never empties its
/// socket, and a burst fills the buffer for a moment.
public final class Overload {

  /// @param lateNanos how late the tick came
  /// @param backlogNanos for how long a socket has not been read empty
  /// @param fill of the kernel's buffer, 0 to 1
  public record Sample(long lateNanos, long backlogNanos, double fill) {}

  private static final double HALF = 0.5;
  private static final int CALM_PERIODS = 4;
  private static final int LATE_TICKS = 3;

  private final long lagNanos;
  private int lateTicks;
  private boolean behind;
  private long calmSince;

  /// @param lag how far behind is too far; it is over when all has been calm for four times as long
  public Overload(Duration lag) {
    this.lagNanos = lag.toNanos();
  }

  /// Whether a backlog has lasted so long that the kernel's buffer is worth a look.
  public boolean isLong(long backlogNanos) {
    return backlogNanos >= lagNanos;
  }

  /// Takes a sample.
  ///
  /// @return whether the loop is behind now
  public boolean isBehind(Sample sample, long nowNanos) {
    if (isTooMuch(sample)) {
      behind = true;
      calmSince = nowNanos;
    } else if (behind && nowNanos - calmSince >= CALM_PERIODS * lagNanos) {
      behind = false;
    }
    return behind;
  }

  private boolean isTooMuch(Sample sample) {
    lateTicks = sample.lateNanos >= lagNanos ? lateTicks + 1 : 0;
    return lateTicks >= LATE_TICKS || (isLong(sample.backlogNanos) && sample.fill >= HALF);
  }
}
