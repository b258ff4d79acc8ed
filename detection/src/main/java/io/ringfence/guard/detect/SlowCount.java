package io.ringfence.guard.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A count over hours or days in [#BUCKETS] coarse buckets: it covers between seven eighths of its
/// period and all of it. It does not know events by their ids: who adds makes sure that each comes
/// once.
///
/// @param span the period it was made for, in milliseconds; another one begins anew
/// @param newest the last bucket's number, counted from 1970
/// @param counts of the buckets up to the newest, which is last; empty for none
record SlowCount(long span, long newest, List<Integer> counts) {

  static final int BUCKETS = 8;
  static final SlowCount NONE = new SlowCount(0, 0, List.of());

  SlowCount {
    counts = List.copyOf(counts);
  }

  SlowCount with(int count, Instant at, Duration period) {
    long bucket = bucket(at, period);
    boolean anew = span != period.toMillis() || counts.isEmpty() || bucket >= newest + BUCKETS;
    if (anew) {
      return new SlowCount(period.toMillis(), bucket, List.of(count));
    }
    var next = new ArrayList<>(counts);
    long last = Math.max(newest, bucket);
    next.addAll(Collections.nCopies((int) (last - newest), 0));
    int place = next.size() - 1 - (int) Math.min(last - bucket, BUCKETS);
    while (place < 0 && next.size() < BUCKETS) {
      next.addFirst(0);
      place++;
    }
    if (place >= 0) {
      next.set(place, (int) Math.min((long) next.get(place) + count, Integer.MAX_VALUE));
    }
    int excess = Math.max(0, next.size() - BUCKETS);
    return new SlowCount(span, last, next.subList(excess, next.size()));
  }

  /// How many there were in the period up to this time.
  long total(Instant at, Duration period) {
    long over = span == period.toMillis() ? bucket(at, period) - newest : BUCKETS;
    long most = Math.max(0, BUCKETS - Math.max(0, over));
    long sum = 0;
    for (int i = counts.size() - 1; i >= 0 && counts.size() - i <= most; i--) {
      sum += counts.get(i);
    }
    return sum;
  }

  /// When the oldest bucket began.
  Instant since() {
    return Instant.ofEpochMilli((newest - counts.size() + 1) * Math.max(1, span / BUCKETS));
  }

  private static long bucket(Instant at, Duration period) {
    return Math.floorDiv(at.toEpochMilli(), Math.max(1, period.toMillis() / BUCKETS));
  }
}
