package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpAddress;

/// An address family, as nftables names it.
public enum Family {
  V4("ip", "ipv4_addr", "_v4"),
  V6("ip6", "ipv6_addr", "_v6");

  private final String header;
  private final String type;
  private final String suffix;

  Family(String header, String type, String suffix) {
    this.header = header;
    this.type = type;
    this.suffix = suffix;
  }

  public static Family of(IpAddress address) {
    return address.v6() ? V6 : V4;
  }

  /// The header whose `saddr` is matched.
  String header() {
    return header;
  }

  /// The type of a set's elements.
  String type() {
    return type;
  }

  /// The end of a set's name.
  String suffix() {
    return suffix;
  }
}
