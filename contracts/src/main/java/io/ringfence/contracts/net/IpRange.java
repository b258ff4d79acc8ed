package io.ringfence.contracts.net;

import java.util.ArrayList;
import java.util.List;

/// Addresses from `first` to `last`, both included, of one family.
public record IpRange(IpAddress first, IpAddress last) {

  public IpRange {
    if (first.v6() != last.v6()) {
      throw new IllegalArgumentException("a range has both ends in one address family");
    }
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException("the range ends before it starts: " + first + "-" + last);
    }
  }

  /// Parses `first-last`, an address, or a prefix.
  ///
  /// @throws IllegalArgumentException with a message fit for the user
  public static IpRange parse(String text) {
    int dash = text.indexOf('-');
    if (dash >= 0) {
      return new IpRange(
          IpAddress.parse(text.substring(0, dash).strip()),
          IpAddress.parse(text.substring(dash + 1).strip()));
    }
    return text.indexOf('/') >= 0 ? IpPrefix.parse(text).toRange() : of(IpAddress.parse(text));
  }

  public static IpRange of(IpAddress address) {
    return new IpRange(address, address);
  }

  public boolean contains(IpAddress address) {
    return address.v6() == first.v6()
        && first.compareTo(address) <= 0
        && address.compareTo(last) <= 0;
  }

  /// The fewest prefixes that are this range together, ascending: at most 62 of IPv4, 254 of IPv6.
  public List<IpPrefix> prefixes() {
    if (first.equals(last)) {
      return List.of(new IpPrefix(first, first.bits()));
    }
    var prefixes = new ArrayList<IpPrefix>();
    var next = first;
    while (true) {
      var prefix = largestWithin(next);
      prefixes.add(prefix);
      var end = prefix.toRange().last();
      if (end.equals(last)) {
        return prefixes;
      }
      next = end.next();
    }
  }

  /// The largest prefix that starts here and does not go beyond the range.
  private IpPrefix largestWithin(IpAddress start) {
    for (int length = 0; length < start.bits(); length++) {
      var prefix = IpPrefix.of(start, length);
      if (prefix.address().equals(start) && prefix.toRange().last().compareTo(last) <= 0) {
        return prefix;
      }
    }
    return new IpPrefix(start, start.bits());
  }

  /// The address when it is a single one, else `first-last`: nftables' own notation.
  @Override
  public String toString() {
    return first.equals(last) ? first.toString() : first + "-" + last;
  }
}
