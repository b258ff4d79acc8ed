package io.ringfence.guard.detect;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;

/// Whether a block would be laid on somebody trusted.
public final class Trust {

  private Trust() {}

  /// A prefix is trusted when all of it is; of others the enforcers let the trusted part through.
  public static boolean covers(IpRangeSet trusted, BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var address) -> trusted.contains(address);
      case BlockTarget.IpAccount(var address, var _) -> trusted.contains(address);
      case BlockTarget.Account _ -> false;
      case BlockTarget.Prefix(var prefix) -> {
        var range = prefix.toRange();
        yield trusted.ranges(prefix.address().v6()).stream().anyMatch(one -> covers(one, range));
      }
    };
  }

  private static boolean covers(IpRange outer, IpRange inner) {
    return outer.contains(inner.first()) && outer.contains(inner.last());
  }
}
