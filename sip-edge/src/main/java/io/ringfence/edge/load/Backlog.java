package io.ringfence.edge.load;

/// For how long a socket has not been read empty. Not for several threads.
///
/// A read that fills its batch may have left something behind; one that does not has taken all. In
/// a loop that turns, what is left behind is read before the next tick, so a socket that is not
/// read between two ticks is empty.
public final class Backlog {

  private static final long NONE = Long.MAX_VALUE;

  private long since = NONE;
  private boolean wasRead;

  /// A read has filled its batch.
  public void full(long nowNanos) {
    wasRead = true;
    since = Math.min(since, nowNanos);
  }

  /// A read has taken all there was.
  public void emptied() {
    wasRead = true;
    since = NONE;
  }

  /// To be called at intervals.
  ///
  /// @return for how long something has been waiting all the time, in nanoseconds
  public long tick(long nowNanos) {
    if (!wasRead) {
      since = NONE;
    }
    wasRead = false;
    return since == NONE ? 0 : nowNanos - since;
  }
}
