package io.ringfence.guard.feed;

import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which entries may become blocks. Pure.
///
/// @param own addresses that are ours
/// @param shortestV4 the fewest bits of a prefix
record Admissible(IpRangeSet own, int shortestV4, int shortestV6) {

  /// Special-purpose addresses (RFC 6890 and its registries): no feed can know an attacker there.
  private static final IpRangeSet RESERVED =
      IpRangeSet.of(
          List.of(
                  "0.0.0.0/8",
                  "10.0.0.0/8",
                  "100.64.0.0/10",
                  "127.0.0.0/8",
                  "169.254.0.0/16",
                  "172.16.0.0/12",
                  "192.0.0.0/24",
                  "192.0.2.0/24",
                  "192.168.0.0/16",
                  "198.18.0.0/15",
                  "198.51.100.0/24",
                  "203.0.113.0/24",
                  "224.0.0.0-255.255.255.255",
                  "::/8",
                  "64:ff9b::/96",
                  "100::/64",
                  "2001:db8::/32",
                  "fc00::/7",
                  "fe80::/10",
                  "ff00::/8")
              .stream()
              .map(IpRange::parse)
              .toList());

  /// Why it may not, `null` when it may.
  @Nullable Refused refuse(IpPrefix entry) {
    boolean v6 = entry.address().v6();
    if (entry.length() < (v6 ? shortestV6 : shortestV4)) {
      return Refused.TOO_BROAD;
    }
    if (overlaps(RESERVED, entry)) {
      return Refused.RESERVED;
    }
    return overlaps(own, entry) ? Refused.OWN : null;
  }

  /// Whether any address of the entry is in the set.
  static boolean overlaps(IpRangeSet set, IpPrefix entry) {
    var range = entry.toRange();
    return set.contains(range.first())
        || set.contains(range.last())
        || (entry.length() < entry.address().bits()
            && set.ranges(entry.address().v6()).stream()
                .anyMatch(one -> range.contains(one.first())));
  }
}
