package io.ringfence.admin.blocks;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;

/// Whether a block would be laid on somebody trusted.
final class Trusted {
  private Trusted() {}

  /// Whether the address, or the whole of the prefix, is trusted. Of a prefix that is trusted in
  /// part, enforcers let the trusted addresses through.
  static boolean covers(IpRangeSet trusted, BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var address) -> trusted.contains(address);
      case BlockTarget.Prefix(var prefix) -> covers(trusted, prefix.toRange());
      case BlockTarget.IpAccount(var address, var _) -> trusted.contains(address);
      case BlockTarget.Account _ -> false;
    };
  }

  private static boolean covers(IpRangeSet trusted, IpRange range) {
    return trusted.ranges(range.first().v6()).stream()
        .anyMatch(known -> known.contains(range.first()) && known.contains(range.last()));
  }
}
