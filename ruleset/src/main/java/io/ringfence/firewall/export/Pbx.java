package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpAddress;
import org.jspecify.annotations.Nullable;

/// Where the PBX is, as the outer firewall sees it.
///
/// @param v4 its IPv4 address, `null` for none
/// @param v6 its IPv6 address, `null` for none
public record Pbx(@Nullable IpAddress v4, @Nullable IpAddress v6) {

  /// Addresses of documentation (RFC 5737, RFC 3849), to be replaced.
  public static final Pbx EXAMPLE =
      new Pbx(IpAddress.parse("192.0.2.10"), IpAddress.parse("2001:db8::10"));

  @Nullable IpAddress address(boolean v6) {
    return v6 ? this.v6 : v4;
  }
}
