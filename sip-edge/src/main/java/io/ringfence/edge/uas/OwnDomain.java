package io.ringfence.edge.uas;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.SipUri;
import java.util.Locale;
import java.util.Set;

/// Which hosts in a URI are this server: the domain, further names, and addresses, since phones may
/// be set up with the server's instead of the domain.
final class OwnDomain {

  private final String domain;
  private final Set<String> names;
  private final Set<IpAddress> addresses;

  OwnDomain(String domain, Screening screening) {
    this.domain = domain.toLowerCase(Locale.ROOT);
    this.names = screening.names();
    this.addresses = screening.addresses();
  }

  boolean isOurs(SipUri uri) {
    String host = uri.host();
    return host.equals(domain)
        || (uri.isSip() && isAddress(host) && isOurAddress(host))
        || names.contains(host);
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
