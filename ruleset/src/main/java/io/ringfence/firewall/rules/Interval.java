package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.util.List;

/// The contents of an interval set: it has no timeouts and is always replaced as a whole.
///
/// @param ranges ascending, neither overlapping nor touching
record Interval(Family family, List<IpRange> ranges) {

  static Interval of(Family family, IpRangeSet addresses) {
    return new Interval(family, addresses.ranges(family == Family.V6));
  }
}
