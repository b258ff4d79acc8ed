package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.SipRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/// Callers that do not want to be known to whom they call (RFC 3323, RFC 3325).
final class Privacy {

  private static final String ANONYMOUS = "anonymous";
  private static final String NOWHERE = "anonymous.invalid";
  private static final Set<String> KINDS = Set.of("id", "user", "header");

  private Privacy() {}

  /// Whether From says nobody (RFC 3323 §4.1.1.3), within our domain or outside of any. Who it is
  /// then says the login alone.
  static boolean isAnonymous(SipRequest request, Domain domain) {
    var from = request.from().uri();
    boolean isNobody = ANONYMOUS.equalsIgnoreCase(from.user());
    return from.host().equals(NOWHERE) || (isNobody && domain.names(from));
  }

  /// Whether the caller's identity is to be kept from phones (RFC 3325 §9.3).
  static boolean isAsked(SipRequest request) {
    return request.headers().count(Header.PRIVACY) > 0
        && request.headers().all(Header.PRIVACY).stream()
            .flatMap(value -> Arrays.stream(value.toLowerCase(Locale.ROOT).split(";", -1)))
            .map(String::strip)
            .anyMatch(KINDS::contains);
  }
}
