package io.ringfence.edge.admission;

import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;

/// A set of addresses that is asked with their words, without an object: [IpRangeSet] as sorted
/// arrays. Immutable.
final class SourceRanges {

  private final long[] v4First;
  private final long[] v4Last;
  private final IpRange[] v6;

  private SourceRanges(long[] v4First, long[] v4Last, IpRange[] v6) {
    this.v4First = v4First;
    this.v4Last = v4Last;
    this.v6 = v6;
  }

  static SourceRanges of(IpRangeSet set) {
    var v4 = set.ranges(false);
    return new SourceRanges(
        v4.stream().mapToLong(range -> range.first().low()).toArray(),
        v4.stream().mapToLong(range -> range.last().low()).toArray(),
        set.ranges(true).toArray(IpRange[]::new));
  }

  boolean contains(boolean isV6, long high, long low) {
    return isV6 ? containsV6(high, low) : containsV4(low);
  }

  private boolean containsV4(long address) {
    int from = 0;
    int to = v4First.length - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      if (address < v4First[middle]) {
        to = middle - 1;
      } else if (address > v4Last[middle]) {
        from = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private boolean containsV6(long high, long low) {
    int from = 0;
    int to = v6.length - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      var first = v6[middle].first();
      var last = v6[middle].last();
      if (compare(high, low, first.high(), first.low()) < 0) {
        to = middle - 1;
      } else if (compare(high, low, last.high(), last.low()) > 0) {
        from = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    int upper = Long.compareUnsigned(high, otherHigh);
    return upper != 0 ? upper : Long.compareUnsigned(low, otherLow);
  }
}
