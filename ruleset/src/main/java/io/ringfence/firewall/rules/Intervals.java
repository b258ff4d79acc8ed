package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpRange;
import java.util.ArrayList;
import java.util.List;

/// The difference of two lists of ranges, each ascending and without overlaps. A range that has
/// grown or shrunk goes out and comes in again: the kernel knows no other way.
///
/// @param out in the first only
/// @param in in the second only
record Intervals(List<IpRange> out, List<IpRange> in) {

  static Intervals between(List<IpRange> before, List<IpRange> after) {
    var out = new ArrayList<IpRange>();
    var in = new ArrayList<IpRange>();
    int b = 0;
    int a = 0;
    while (b < before.size() && a < after.size()) {
      var old = before.get(b);
      var next = after.get(a);
      int order = old.first().compareTo(next.first());
      if (order == 0 && old.last().equals(next.last())) {
        b++;
        a++;
      } else if (order <= 0) {
        out.add(old);
        b++;
      } else {
        in.add(next);
        a++;
      }
    }
    out.addAll(before.subList(b, before.size()));
    in.addAll(after.subList(a, after.size()));
    return new Intervals(out, in);
  }

  Change.Ranges of(String set, Family family) {
    return new Change.Ranges(set, family, out, in);
  }
}
