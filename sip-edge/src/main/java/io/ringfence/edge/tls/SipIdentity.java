package io.ringfence.edge.tls;

import io.ringfence.contracts.net.IpAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/// Which SIP domains a certificate is of (RFC 5922 §7.1): those of its `sip` URIs; without any, its
/// DNS names; without an alternative name at all, its common name. A wildcard is no domain (§7.2).
final class SipIdentity {

  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;

  private SipIdentity() {}

  /// @param domain as a SIP URI's host: an IPv6 address in brackets
  static boolean isOf(String domain, X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      var address = address(domain);
      if (address != null) {
        return names != null && values(names, IP).stream().anyMatch(text -> isSame(address, text));
      }
      return identities(names, certificate).stream().anyMatch(domain::equalsIgnoreCase);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static List<String> identities(
      @Nullable Collection<List<?>> names, X509Certificate certificate) {
    if (names == null) {
      return commonName(certificate);
    }
    var sips =
        values(names, URI).stream()
            .filter(uri -> uri.toLowerCase(Locale.ROOT).startsWith("sip:") && uri.indexOf('@') < 0)
            .map(uri -> uri.substring("sip:".length()))
            .toList();
    return sips.isEmpty() ? values(names, DNS) : sips;
  }

  private static List<String> values(Collection<List<?>> names, int type) {
    var values = new ArrayList<String>();
    for (List<?> name : names) {
      if (Integer.valueOf(type).equals(name.get(0)) && name.get(1) instanceof String value) {
        values.add(value);
      }
    }
    return values;
  }

  private static List<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> String.valueOf(part.getValue()))
              .toList();
    } catch (InvalidNameException e) {
      return List.of();
    }
  }

  private static @Nullable IpAddress address(String domain) {
    boolean isBracketed = domain.startsWith("[") && domain.endsWith("]");
    try {
      return IpAddress.parse(isBracketed ? domain.substring(1, domain.length() - 1) : domain);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isSame(IpAddress address, String text) {
    try {
      return address.equals(IpAddress.parse(text));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
