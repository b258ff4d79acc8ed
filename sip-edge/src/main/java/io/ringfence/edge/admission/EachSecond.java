package io.ringfence.edge.admission;

import java.time.Duration;

/// So many a second of what anybody could cause any number of. Not for several threads.
public final class EachSecond {

  static final long SPAN_MILLIS = Duration.ofSeconds(1).toMillis();

  private final int max;
  private long startMillis;
  private int taken;

  public EachSecond(int max) {
    this.max = max;
  }

  /// Whether there may be one more; if so it is counted.
  public boolean admits(long nowMillis) {
    if (Math.abs(nowMillis - startMillis) >= SPAN_MILLIS) {
      startMillis = nowMillis;
      taken = 0;
    }
    if (taken >= max) {
      return false;
    }
    taken++;
    return true;
  }
}
