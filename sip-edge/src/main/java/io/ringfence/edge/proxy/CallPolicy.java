package io.ringfence.edge.proxy;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.SipRequest;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who may have a request forwarded that begins something: our accounts, once they have proved who
/// they are, and for our accounts only, trusted sources and upstreams. Nothing is ever relayed for
/// strangers, nor to other domains.
final class CallPolicy {

  /// What is said to a caller.
  enum Ruling {
    /// An account of ours: it reaches our accounts and, by the upstreams, others.
    OWN,
    /// Somebody from outside: reaches our accounts only.
    GUEST,
    CHALLENGE,
    FORBID
  }

  private final Domain domain;
  private final Predicate<IpAddress> upstreams;

  CallPolicy(Domain domain, Predicate<IpAddress> upstreams) {
    this.domain = domain;
    this.upstreams = upstreams;
  }

  /// @param account whose credentials the request carries; `null` when that was not asked yet
  Ruling rule(SipRequest request, IpAddress source, boolean isTrusted, @Nullable String account) {
    var from = request.from().uri();
    boolean isGuest = isTrusted || upstreams.test(source);
    if (!isGuest && Privacy.isAnonymous(request, domain)) {
      return account == null ? Ruling.CHALLENGE : Ruling.OWN;
    }
    if (domain.names(from) || (domain.covers(from) && !isGuest)) {
      if (account == null) {
        return Ruling.CHALLENGE;
      }
      return account.equals(from.user()) ? Ruling.OWN : Ruling.FORBID;
    }
    return isGuest ? Ruling.GUEST : Ruling.FORBID;
  }
}
