package io.ringfence.edge.sip;

import io.ringfence.contracts.net.IpAddress;
import java.util.Locale;
import java.util.Set;

/// The SIP domain that is ours, and the hosts that are.
///
/// @param name in lower case
/// @param hosts further host names, in lower case
/// @param addresses addresses; empty takes all for ours: behind address translation the phones know
///     us by one that this machine does not have
public record Domain(String name, Set<String> hosts, Set<IpAddress> addresses) {

  public Domain {
    name = name.toLowerCase(Locale.ROOT);
    hosts = Set.copyOf(hosts);
    addresses = Set.copyOf(addresses);
  }

  public Domain(String name) {
    this(name, Set.of(), Set.of());
  }

  /// Whether a URI names our domain itself.
  public boolean names(SipUri uri) {
    return uri.host().equals(name);
  }

  /// Whether a URI is for us: our domain, a host of ours, or an address, for phones may be set up
  /// with the server's instead of the domain.
  public boolean covers(SipUri uri) {
    return uri.isSip()
        && (names(uri)
            || (isAddress(uri.host()) && isOurAddress(uri.host()))
            || hosts.contains(uri.host()));
  }

  private static boolean isAddress(String host) {
    for (int i = 0; i < host.length() && host.charAt(0) != '['; i++) {
      char c = host.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private boolean isOurAddress(String host) {
    if (addresses.isEmpty()) {
      return true;
    }
    try {
      boolean bracketed = host.charAt(0) == '[';
      return addresses.contains(
          IpAddress.parse(bracketed ? host.substring(1, host.length() - 1) : host));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
