package io.ringfence.edge.fuse;

import io.ringfence.contracts.config.GuardPolicy;

/// The times of one source's latest failures, as many as the policy counts.
final class Failures {

  private static final long MAX_AHEAD_MILLIS = 1_000;
  private static final long[] NONE = {};

  private long[] times = NONE;
  private int newest = -1;
  private int size;

  void add(long nowMillis, int limit) {
    if (times.length < limit) {
      grow(limit);
    }
    newest = (newest + 1) % times.length;
    times[newest] = nowMillis;
    size = Math.min(size + 1, times.length);
  }

  private void grow(int limit) {
    long[] more = new long[limit];
    for (int i = 0; i < size; i++) {
      more[size - 1 - i] = ago(i);
    }
    times = more;
    newest = size - 1;
  }

  private long ago(int steps) {
    return times[Math.floorMod(newest - steps, times.length)];
  }

  /// Forgets the failures up to this time.
  void forget(long untilMillis) {
    int left = 0;
    while (left < size && ago(left) > untilMillis) {
      left++;
    }
    size = left;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// Failures that a clock which was ahead has dated into the future do not count.
  int within(GuardPolicy policy, long nowMillis) {
    long since = nowMillis - policy.period().toMillis();
    int count = 0;
    for (int i = 0; i < size; i++) {
      long time = ago(i);
      if (time > since && time <= nowMillis + MAX_AHEAD_MILLIS) {
        count++;
      }
    }
    return count;
  }
}
