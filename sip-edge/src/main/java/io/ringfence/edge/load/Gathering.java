package io.ringfence.edge.load;

import java.time.Duration;

/// How long a socket that was just read empty is left alone, so that datagrams gather. To wake a
/// thread for one costs as much as to answer it, so where they come one by one and often, the
/// thread sleeps a moment and takes several at once, as network cards do with interrupts. When few
/// come, each is read at once. Not for several threads.
public final class Gathering {

  private static final long PERIOD_NANOS = Duration.ofMillis(10).toNanos();

  /// Reads within a period from which on waiting pays.
  private static final int OFTEN = 10;

  private final long pauseNanos;
  private long since;
  private int reads;
  private boolean isBusy;

  /// @param pause zero for never
  public Gathering(Duration pause) {
    this.pauseNanos = pause.toNanos();
  }

  /// A read has taken all there was.
  ///
  /// @return how long to wait before the next, in nanoseconds
  public long emptied(long nowNanos) {
    reads++;
    long passed = nowNanos - since;
    if (passed >= PERIOD_NANOS) {
      isBusy = reads * PERIOD_NANOS >= OFTEN * passed;
      reads = 0;
      since = nowNanos;
    }
    return isBusy ? pauseNanos : 0;
  }
}
