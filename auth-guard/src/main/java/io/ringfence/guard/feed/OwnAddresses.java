package io.ringfence.guard.feed;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.stream.Stream;

/// The addresses of this machine, and those that the operator says are ours.
final class OwnAddresses {

  private OwnAddresses() {}

  static IpRangeSet of(Stream<IpPrefix> configured) {
    var own = new ArrayList<IpRange>(configured.map(IpPrefix::toRange).toList());
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(address -> own.add(IpRange.of(IpAddress.of(address))));
    } catch (SocketException e) {
      throw new IllegalStateException("this machine's addresses cannot be asked for", e);
    }
    return IpRangeSet.of(own);
  }
}
