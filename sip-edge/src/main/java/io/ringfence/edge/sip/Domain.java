package io.ringfence.edge.sip;

import java.util.Locale;

/// The SIP domain that is ours.
///
/// @param name in lower case
public record Domain(String name) {

  public Domain {
    name = name.toLowerCase(Locale.ROOT);
  }

  /// Whether a URI names our domain itself.
  public boolean names(SipUri uri) {
    return uri.host().equals(name);
  }

  /// Whether a URI is for us: our domain, or an address, for phones may be set up with the server's
  /// instead of the domain.
  public boolean covers(SipUri uri) {
    return uri.isSip() && (names(uri) || isAddress(uri.host()));
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
}
