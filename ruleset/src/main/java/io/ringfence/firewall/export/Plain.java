package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.firewall.rules.RuleSet.Guarded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What firewalls without our order of rules need: addresses by family, prefixes for ranges, and
/// sets that have the trusted taken out or added already.
final class Plain {

  private static final int MAX_NAME = 14;

  private Plain() {}

  /// Comment lines: what this is, and what it cannot say.
  static String header(String mark, Instant at, String... lines) {
    var text = new StringBuilder();
    text.append(mark).append(" Ringfence's rule set of ").append(at).append(".\n");
    text.append(mark)
        .append(" A snapshot: what is blocked, released or changed afterwards is not in it.\n");
    for (String line : lines) {
      text.append(mark).append(' ').append(line).append('\n');
    }
    return text.toString();
  }

  /// A service's name as a part of another name, wherever that stands.
  static String name(String service) {
    String plain = service.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
    return plain.length() <= MAX_NAME
        ? plain
        : plain.substring(0, MAX_NAME - 5)
            + "-"
            + String.format("%04x", service.hashCode() & 0xffff);
  }

  /// The set's prefixes of one family.
  static Stream<IpPrefix> prefixes(IpRangeSet set, boolean v6) {
    return set.ranges(v6).stream().flatMap(range -> range.prefixes().stream());
  }

  /// Everything blocked for a service without whom the trusted group lets in.
  static IpRangeSet blocked(Guarded service, IpRangeSet trusted) {
    var ranges = new ArrayList<IpRange>();
    for (IpAddress address : service.blocked().keySet()) {
      ranges.add(IpRange.of(address));
    }
    return IpRangeSet.of(ranges).and(service.blockedPrefixes()).without(trusted);
  }

  /// Who may reach a restricted service, the trusted among them; `null` when it is not restricted.
  static @Nullable IpRangeSet members(Guarded service, IpRangeSet trusted) {
    var members = service.members();
    return members == null ? null : members.and(trusted);
  }

  /// The prefix, or the address alone where it is one.
  static String text(IpPrefix prefix) {
    return prefix.length() == prefix.address().bits()
        ? prefix.address().toString()
        : prefix.toString();
  }

  /// What many firewalls cannot have: the whole address space as one prefix.
  static Stream<IpPrefix> halved(IpPrefix prefix) {
    if (prefix.length() > 0) {
      return Stream.of(prefix);
    }
    boolean v6 = prefix.address().v6();
    var upper = v6 ? IpAddress.parse("8000::") : IpAddress.parse("128.0.0.0");
    return List.of(new IpPrefix(prefix.address(), 1), new IpPrefix(upper, 1)).stream();
  }
}
