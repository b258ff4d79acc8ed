package io.ringfence.contracts.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// An immutable set of addresses as sorted ranges that neither overlap nor touch, so that it can go
/// into an nftables interval set as it is. Lookup is a binary search.
public final class IpRangeSet {

  public static final IpRangeSet EMPTY = new IpRangeSet(List.of());

  /// Every address of both families.
  public static final IpRangeSet ALL =
      of(List.of(IpPrefix.parse("0.0.0.0/0").toRange(), IpPrefix.parse("::/0").toRange()));

  private final List<IpRange> ranges;

  private IpRangeSet(List<IpRange> ranges) {
    this.ranges = ranges;
  }

  public static IpRangeSet of(Collection<IpRange> ranges) {
    var sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparing(IpRange::first));
    var merged = new ArrayList<IpRange>(sorted.size());
    for (IpRange range : sorted) {
      IpRange previous = merged.isEmpty() ? null : merged.getLast();
      if (previous != null && joins(previous, range)) {
        IpAddress last =
            previous.last().compareTo(range.last()) >= 0 ? previous.last() : range.last();
        merged.set(merged.size() - 1, new IpRange(previous.first(), last));
      } else {
        merged.add(range);
      }
    }
    return merged.isEmpty() ? EMPTY : new IpRangeSet(List.copyOf(merged));
  }

  private static boolean joins(IpRange left, IpRange right) {
    return left.first().v6() == right.first().v6()
        && (left.last().compareTo(right.first()) >= 0
            || (!left.last().isLast() && left.last().next().equals(right.first())));
  }

  /// What is in this set and not in the other.
  public IpRangeSet without(IpRangeSet other) {
    var left = new ArrayList<IpRange>();
    var cuts = other.ranges.iterator();
    IpRange cut = cuts.hasNext() ? cuts.next() : null;
    for (IpRange range : ranges) {
      IpAddress from = range.first();
      while (cut != null && cut.last().compareTo(from) < 0) {
        cut = cuts.hasNext() ? cuts.next() : null;
      }
      while (from != null && cut != null && cut.first().compareTo(range.last()) <= 0) {
        if (from.compareTo(cut.first()) < 0) {
          left.add(new IpRange(from, cut.first().previous()));
        }
        if (cut.last().compareTo(range.last()) >= 0) {
          from = null;
        } else {
          from = cut.last().next();
          cut = cuts.hasNext() ? cuts.next() : null;
        }
      }
      if (from != null) {
        left.add(new IpRange(from, range.last()));
      }
    }
    return left.isEmpty() ? EMPTY : new IpRangeSet(List.copyOf(left));
  }

  public boolean contains(IpAddress address) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      IpRange range = ranges.get(middle);
      if (range.contains(address)) {
        return true;
      }
      if (address.compareTo(range.first()) < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return false;
  }

  /// The ranges, ascending, those of IPv4 first.
  public List<IpRange> all() {
    return ranges;
  }

  /// These addresses and those.
  public IpRangeSet and(IpRangeSet others) {
    if (others.isEmpty()) {
      return this;
    }
    var both = new ArrayList<>(ranges);
    both.addAll(others.ranges);
    return of(both);
  }

  /// The ranges of one family, ascending.
  public List<IpRange> ranges(boolean v6) {
    return ranges.stream().filter(range -> range.first().v6() == v6).toList();
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpRangeSet set && ranges.equals(set.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  @Override
  public String toString() {
    return ranges.toString();
  }
}
