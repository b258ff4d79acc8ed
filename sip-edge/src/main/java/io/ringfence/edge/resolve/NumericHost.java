package io.ringfence.edge.resolve;

import io.ringfence.contracts.net.IpAddress;
import org.jspecify.annotations.Nullable;

/// Hosts that are addresses (RFC 3263 §4.1): they need no DNS.
public final class NumericHost {

  private NumericHost() {}

  /// The address that is the URI's host; `null` when it is a name.
  public static @Nullable IpAddress of(String host) {
    String text =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    boolean isName = text.equals(host) && !Character.isDigit(host.isEmpty() ? 'x' : host.charAt(0));
    if (isName) {
      return null;
    }
    try {
      return IpAddress.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
