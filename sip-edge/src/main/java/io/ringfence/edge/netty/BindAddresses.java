package io.ringfence.edge.netty;

import io.ringfence.contracts.net.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/// Where to listen: one or more addresses, separated by commas. A socket on `::` takes IPv4 too, so
/// `0.0.0.0` beside it adds nothing and is passed over.
record BindAddresses(List<InetAddress> addresses) {

  /// @throws IllegalArgumentException with a message fit for the operator
  static BindAddresses parse(String text) {
    var addresses =
        Arrays.stream(text.split(",", -1))
            .map(BindAddresses::address)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    boolean takesAll =
        addresses.stream()
            .anyMatch(address -> address instanceof Inet6Address && address.isAnyLocalAddress());
    if (takesAll) {
      addresses.removeIf(
          address -> !(address instanceof Inet6Address) && address.isAnyLocalAddress());
    }
    return new BindAddresses(List.copyOf(addresses));
  }

  private static InetAddress address(String text) {
    try {
      return IpAddress.parse(text.strip()).toInetAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "ringfence.bind (RINGFENCE_BIND) takes IP addresses: " + e.getMessage(), e);
    }
  }
}
